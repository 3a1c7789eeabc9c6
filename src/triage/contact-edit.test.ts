import { describe, expect, it } from 'vitest';
import { categoryNamed, defaultPlaces, work } from '../../test/support/triage-fixtures.ts';
import { type Contact, type ContactEdit } from '../contacts/contact-book.ts';
import { derivedUid } from '../contacts/contact-uid.ts';
import { type Address } from '../mail/address.ts';
import { isOtherName, newContact, reviseContact } from './contact-edit.ts';

const places = defaultPlaces();
const ann = 'ann@x.example' as Address;
const today = '2026-02-03';
const toFeed = work(places, 'Feed', { name: 'Ann Other' });
const feedToImbox = work(places, 'Imbox', { name: 'Ann Other', from: categoryNamed(places, 'Feed') });
const outOfDomain = { ...feedToImbox, covering: [{ ref: 'd', uid: 'd', addresses: [] }] };
const adopted = (given: Partial<Contact> = {}): Contact => ({
  uid: 'A',
  addresses: [ann],
  fullName: 'Ann Other',
  organization: 'Ann Other',
  ...given,
});
const made = (given: Partial<Contact> = {}): Contact => adopted({ uid: derivedUid(ann), ...given });

describe('a new contact', () => {
  it('is a company with the name of the newest mail', () => {
    expect(newContact(toFeed, today)).toEqual({
      address: ann,
      fullName: 'Ann Other',
      organization: 'Ann Other',
      note: '2026-02-03 Feed (created by Mailroom)',
    });
  });

  it('is a person in the category of persons', () => {
    const contact = newContact(work(places, 'Person', { name: 'Other, Ann' }), today);

    expect(contact).toMatchObject({ fullName: 'Other, Ann', personName: { given: 'Ann', family: 'Other' } });
    expect(contact.organization).toBeUndefined();
  });

  it('of a whole domain is a company with the name of the domain, in whatever category', () => {
    const sender = '*@shop.example' as Address;

    const contact = newContact(work(places, 'Person', { sender, name: undefined }), today);

    expect(contact).toMatchObject({
      address: sender,
      fullName: 'shop.example',
      organization: 'shop.example',
    });
    expect(contact.personName).toBeUndefined();
  });

  it.each([
    ['the local part when there is no name', undefined, 'ann'],
    ['the local part when the name is blank', ' \n ', 'ann'],
    ['one line of a name of several', 'Ann\r\n Other', 'Ann Other'],
    ['255 characters of a longer name', '🦊'.repeat(10_000), `${'🦊'.repeat(254)}…`],
  ])('is called %s', (_, name, expected) => {
    expect(newContact(work(places, 'Feed', { name }), today).fullName).toBe(expected);
  });
});

describe('revising a contact', () => {
  it.each<[string, Contact, typeof toFeed, string]>([
    ['adopted', adopted(), toFeed, '2026-02-03 Feed (adopted by Mailroom)'],
    [
      'adopted, with a note of its own',
      adopted({ note: 'Met in Rome' }),
      toFeed,
      'Met in Rome\n2026-02-03 Feed (adopted by Mailroom)',
    ],
    [
      'moved',
      made({ note: '2026-01-01 Feed (created by Mailroom)' }),
      feedToImbox,
      '2026-01-01 Feed (created by Mailroom)\n2026-02-03 Imbox (moved by Mailroom)',
    ],
    ['made before, its note lost', made(), toFeed, '2026-02-03 Feed (created by Mailroom)'],
    [
      'moved back by hand, and again',
      adopted({ note: '2026-01-01 Imbox (adopted by Mailroom)' }),
      feedToImbox,
      '2026-01-01 Imbox (adopted by Mailroom)\n2026-02-03 Imbox (moved by Mailroom)',
    ],
  ])('continues the history of a contact that is %s', (_, contact, sender, note) => {
    expect(reviseContact(contact, sender, today)?.note).toBe(note);
  });

  it('leaves the note of one made out of its domain’s category, in a triage that was cut short', () => {
    const contact = made({ note: '2026-02-03 Imbox (created by Mailroom)' });

    expect(reviseContact(contact, outOfDomain, today)).toBeUndefined();
  });

  it.each([
    ['created here', made({ note: '2026-01-01 Feed (created by Mailroom)' }), toFeed],
    [
      'moved here, with the move still unfinished',
      made({ note: '2026-01-01 Imbox (moved by Mailroom)' }),
      feedToImbox,
    ],
    ['moved here, with the move done', made({ note: '2026-01-01 Feed (moved by Mailroom)' }), toFeed],
    [
      'adopted here, with a line of the user below',
      adopted({ note: '2026-01-01 Feed (adopted by Mailroom)\nnice' }),
      toFeed,
    ],
  ])('changes nothing of a contact that was %s', (_, contact, sender) => {
    expect(reviseContact(contact, sender, today)).toBeUndefined();
  });

  it('changes nothing when repeated', () => {
    for (const sender of [toFeed, feedToImbox]) {
      const once = { ...adopted(), ...reviseContact(adopted(), sender, today) };

      expect(reviseContact(once, sender, '2026-12-31')).toBeUndefined();
    }
  });

  it('fills a missing name, and nothing that is there', () => {
    expect(reviseContact({ uid: 'A', addresses: [ann] }, toFeed, today)).toMatchObject({
      fullName: 'Ann Other',
      organization: 'Ann Other',
    });
    expect(reviseContact({ uid: 'A', addresses: [ann], fullName: 'X' }, toFeed, today)).toEqual({
      note: '2026-02-03 Feed (adopted by Mailroom)',
    });
  });

  it.each<[string, Partial<Contact>, ContactEdit]>([
    [
      'the name of the person, before all others',
      {
        personName: { given: 'John', family: 'Smith', middle: '', prefix: 'Dr.', suffix: '' },
        organization: 'Acme',
        nicknames: ['Jo'],
      },
      { fullName: 'Dr. John Smith' },
    ],
    ['the organization', { organization: 'Acme', nicknames: ['Jo'] }, { fullName: 'Acme' }],
    ['the first nickname', { nicknames: ['Jo', 'Johnny'] }, { fullName: 'Jo' }],
    [
      'the mail, where there is none of these',
      {},
      { fullName: 'Prize Center', organization: 'Prize Center' },
    ],
  ])('fills a missing name from %s, and makes nothing else of it', (_, given, expected) => {
    const contact = { uid: 'A', addresses: [ann], ...given };
    const sender = work(places, 'Feed', { name: 'Prize Center' });

    const { note, ...names } = reviseContact(contact, sender, today) ?? {};

    expect(names).toEqual(expected);
    expect(note).toMatch(/adopted/);
  });
});

describe('the name of a contact', () => {
  it.each<[string, Contact, string | undefined, boolean]>([
    ['differs', adopted({ fullName: 'Bob', organization: 'Bob' }), 'Ann Other', true],
    ['is the same', adopted(), 'Ann Other', false],
    ['is the same but for its order', adopted({ fullName: 'Other, Ann' }), 'ann other', false],
    [
      'is the nickname',
      adopted({ fullName: 'Bob', organization: 'B', nicknames: ['Annie', 'Ann Other'] }),
      'Ann Other',
      false,
    ],
    [
      'differs from the name of a person that has none to show',
      {
        uid: 'A',
        addresses: [ann],
        personName: { given: 'John', family: 'Smith', middle: '', prefix: '', suffix: '' },
      },
      'Prize Center',
      true,
    ],
    ['is missing', { uid: 'A', addresses: [ann] }, 'Ann Other', false],
    ['is not given by the mail', adopted({ fullName: 'Bob' }), undefined, false],
    ['differs on a card that Mailroom made', made({ fullName: 'Bob' }), 'Ann Other', false],
  ])('%s', (_, contact, name, isOther) => {
    expect(isOtherName(contact, work(places, 'Feed', { name }))).toBe(isOther);
  });
});
