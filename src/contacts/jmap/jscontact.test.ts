import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SenderError } from '../../errors.ts';
import { type Address } from '../../mail/address.ts';
import { patchBetween } from '../../jmap/patch-object.ts';
import { type Contact, type ContactEdit } from '../contact-book.ts';
import { editContact, type JsCard, newCard, readContact, readEntry } from './jscontact.ts';

const ADDRESS = 'shop@example.test' as Address;

/** A card with everything that an edit may damage. */
const RICH_CARD: JsCard = {
  '@type': 'Card',
  version: '1.0',
  id: 'rich',
  uid: 'rich-uid',
  kind: 'individual',
  name: {
    full: 'Dr. Åse Østergård',
    isOrdered: true,
    components: [
      { kind: 'title', value: 'Dr.' },
      { kind: 'given', value: 'Åse', phonetic: 'osse' },
      { kind: 'surname', value: 'Østergård' },
    ],
  },
  nicknames: { n: { name: 'Aas' } },
  organizations: { o1: { name: '', units: [{ name: 'Lab' }] }, o2: { name: 'Acme', sortAs: 'acme' } },
  emails: {
    e1: { address: 'Aase@Example.test', contexts: { work: true }, pref: 1, label: 'Main' },
    e2: { address: 'aase.home@home.example' },
    e3: { address: 'aase@example.test' },
    e4: { address: 'no address' },
    e5: { address: 'mailto:aase%2Bnews@example.test' },
    e6: { address: 'Aase <aase.home@home.example>' },
  },
  notes: { n1: { note: ' ' }, n2: { note: 'First\nSecond', created: '2024-01-02T03:04:05Z' } },
  media: { p: { kind: 'photo', uri: 'data:image/png;base64,AAAA' } },
  'example.com:custom': { a: [1, 2] },
  vCardProps: [['x-custom', {}, 'text', 'kept']],
};

describe('readContact', () => {
  it('reads the first of several that says something, and every address once', () => {
    expect(readContact(RICH_CARD)).toEqual<Contact>({
      uid: 'rich-uid',
      addresses: ['aase@example.test', 'aase.home@home.example', 'aase+news@example.test'] as Address[],
      fullName: 'Dr. Åse Østergård',
      organization: 'Acme',
      nicknames: ['Aas'],
      personName: { prefix: 'Dr.', given: 'Åse', middle: '', family: 'Østergård', suffix: '' },
      note: 'First\nSecond',
    });
  });

  it.each<[string, Record<string, unknown>, string | undefined]>([
    ['the full name', { full: 'Ann', components: [{ kind: 'given', value: 'Other' }] }, 'Ann'],
    [
      'components in reading order',
      {
        components: [
          { kind: 'surname', value: 'Other' },
          { kind: 'given', value: 'Ann' },
        ],
      },
      'Ann Other',
    ],
    [
      'components in their own order',
      {
        isOrdered: true,
        components: [
          { kind: 'surname', value: 'Other' },
          { kind: 'given', value: 'Ann' },
        ],
      },
      'Other Ann',
    ],
    [
      'components with separators',
      {
        isOrdered: true,
        defaultSeparator: '·',
        components: [
          { kind: 'surname', value: 'Other' },
          { kind: 'separator', value: ', ' },
          { kind: 'given', value: 'Ann' },
          { kind: 'given2', value: 'B.' },
        ],
      },
      'Other, Ann·B.',
    ],
    ['nothing where all is blank', { full: ' ', components: [{ kind: 'given', value: '' }] }, undefined],
  ])('shows as name %s', (_, name, fullName) => {
    expect(readContact({ uid: 'x', name }).fullName).toBe(fullName);
  });

  it.each<[string, JsCard]>([
    ['nothing', {}],
    ['nulls', { uid: null, name: null, emails: null, notes: null, organizations: null }],
    [
      'other shapes',
      { uid: 7, name: 'Ann', emails: ['a@x.example'], notes: [{ note: 'x' }], nicknames: 'x' },
    ],
    [
      'other shapes inside',
      { name: { full: 7, components: [null, { kind: 1 }] }, emails: { a: null, b: { address: 7 } } },
    ],
  ])('takes a card with %s for an empty one', (_, card) => {
    expect(readContact(card)).toEqual({ uid: '', addresses: [] });
  });
});

describe('readEntry', () => {
  it('names the card by its id', () => {
    expect(readEntry({ id: 'c1', uid: ' u1 ', emails: { e: { address: ADDRESS } } })).toEqual({
      ref: 'c1',
      uid: 'u1',
      addresses: [ADDRESS],
    });
  });

  it('finds a card without a uid, which RFC 9982 allows', () => {
    const card = { id: 'c1', emails: { e: { address: ADDRESS } } };
    expect(readEntry(card)).toEqual({ ref: 'c1', uid: '', addresses: [ADDRESS] });
  });

  it('leaves out a card without an id', () => {
    expect(readEntry({ uid: 'u1' })).toBeUndefined();
  });
});

describe('newCard', () => {
  it('makes a company', () => {
    const contact = { address: ADDRESS, fullName: 'The Shop', organization: 'The Shop', note: 'made' };
    expect(newCard('u1', contact)).toEqual({
      '@type': 'Card',
      version: '1.0',
      uid: 'u1',
      kind: 'org',
      name: { full: 'The Shop' },
      organizations: { mailroom: { name: 'The Shop' } },
      emails: { mailroom: { address: ADDRESS } },
      notes: { mailroom: { note: 'made' } },
    });
  });

  it('makes a person', () => {
    const personName = { prefix: 'Dr.', given: 'Ann', middle: '', family: 'Other', suffix: 'MD' };
    expect(
      newCard('u1', { address: ADDRESS, fullName: 'Dr. Ann Other MD', personName, note: 'made' }),
    ).toMatchObject({
      kind: 'individual',
      name: {
        full: 'Dr. Ann Other MD',
        components: [
          { kind: 'title', value: 'Dr.' },
          { kind: 'given', value: 'Ann' },
          { kind: 'surname', value: 'Other' },
          { kind: 'credential', value: 'MD' },
        ],
      },
    });
  });

  it('names a contact without a name after its address', () => {
    expect(newCard('u1', { address: ADDRESS, fullName: ' ', note: 'x' }).name).toEqual({ full: ADDRESS });
  });
});

describe('a card without a name', () => {
  it.each<[string, JsCard, string | undefined]>([
    [
      'by its organization',
      { organizations: { o: { name: 'Shop' } }, nicknames: { n: { name: 'S' } } },
      'Shop',
    ],
    ['by its first nickname', { nicknames: { n: { name: ' ' }, m: { name: 'Nan' } } }, 'Nan'],
    ['by nothing', { emails: { e: { address: 'a@x.example' } } }, undefined],
  ])('is called %s, as the server shows it over CardDAV', (_, card, fullName) => {
    expect(readContact(card).fullName).toBe(fullName);
  });
});

describe('editContact', () => {
  it.each<[string, ContactEdit, Record<string, unknown>]>([
    ['a note', { note: 'First\nSecond\nThird' }, { 'notes/n2/note': 'First\nSecond\nThird' }],
    ['an organization', { organization: 'Acme Ltd' }, { 'organizations/o2/name': 'Acme Ltd' }],
    ['a full name', { fullName: 'Åse' }, { 'name/full': 'Åse' }],
    [
      'the parts of a name',
      { personName: { prefix: '', given: 'Åse', middle: '', family: 'Øst', suffix: '' } },
      {
        'name/components': [
          { kind: 'given', value: 'Åse' },
          { kind: 'surname', value: 'Øst' },
        ],
      },
    ],
    ['text that would harm', { fullName: 'A\r\nNOTE:x\u0007 \u202eB' }, { 'name/full': 'A NOTE:x \u202eB' }],
  ])('changes %s, and nothing else', (_, edit, patch) => {
    expect(patchBetween(RICH_CARD, editContact(RICH_CARD, edit))).toEqual(patch);
  });

  it.each<[string, JsCard, ContactEdit, Record<string, unknown>]>([
    ['a note', { id: 'c' }, { note: 'x' }, { notes: { mailroom: { note: 'x' } } }],
    ['a note beside null', { notes: null }, { note: 'x' }, { notes: { mailroom: { note: 'x' } } }],
    ['a note among none', { notes: {} }, { note: 'x' }, { notes: { mailroom: { note: 'x' } } }],
    ['a full name', { name: { sortAs: {} } }, { fullName: 'Ann' }, { 'name/full': 'Ann' }],
  ])('adds %s where there is none', (_, card, edit, patch) => {
    expect(patchBetween(card, editContact(card, edit))).toEqual(patch);
  });

  it.each<[string, ContactEdit]>([
    ['the same values', { fullName: 'Dr. Åse Østergård', organization: 'Acme', note: 'First\nSecond' }],
    ['the same values, uncleaned', { fullName: ' Dr. Åse Østergård\n', note: 'First\r\nSecond' }],
    ['blank values', { fullName: ' ', organization: '\n', note: '  ' }],
    ['a name of blank parts', { personName: { prefix: '', given: ' ', middle: '', family: '', suffix: '' } }],
    ['nothing', {}],
  ])('answers with the very same card for %s', (_, edit) => {
    expect(editContact(RICH_CARD, edit)).toBe(RICH_CARD);
  });

  it.each<[string, JsCard, ContactEdit]>([
    ['notes that are a list', { notes: [{ note: 'x' }] }, { note: 'y' }],
    ['a name that is a text', { name: 'Ann' }, { fullName: 'Ann Other' }],
  ])('does not touch a card with %s', (_, card, edit) => {
    expect(() => editContact(card, edit)).toThrow(SenderError);
  });

  it('reads back what it wrote, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const edited = editContact({ id: 'c' }, { note: text, fullName: text });
        const { note, fullName } = readContact(edited);
        expect(editContact(edited, { note: note ?? '', fullName: fullName ?? '' })).toBe(edited);
      }),
    );
  });
});
