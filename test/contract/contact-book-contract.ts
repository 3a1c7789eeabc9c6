import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClients, type Clients } from '../../src/account/clients.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import {
  type ContactBook,
  type ContactEdit,
  type ContactJob,
  type GroupEntry,
  type NewContact,
} from '../../src/contacts/contact-book.ts';
import { derivedUid, groupUid } from '../../src/contacts/contact-uid.ts';
import { isMember } from '../../src/contacts/member-uid.ts';
import { TransientError } from '../../src/errors.ts';
import { type Address } from '../../src/mail/address.ts';
import { contactCard, groupCard, type GroupForm, readCard, unfolded } from '../support/card-text.ts';
import { type TestAccount } from '../support/test-account.ts';

const signal = new AbortController().signal;
const ANN = 'ann@x.example' as Address;
const DANGLING = '00000000-dead-4000-8000-000000000000';

const company = (given: Partial<NewContact> = {}): NewContact => ({
  address: ANN,
  fullName: 'The Shop',
  organization: 'The Shop',
  note: 'made',
  ...given,
});

const create = (contact: NewContact, edit?: ContactEdit): ContactJob => ({
  target: { create: contact },
  revise: () => edit,
});

/** A card with all that address books put into one. */
const RICH_LINES = [
  'N:Other;Zoë\\;Ann;;;',
  'ORG:Acme\\, Widgets;Lab',
  'item1.EMAIL;TYPE=INTERNET:grouped@x.example',
  'item1.X-ABLabel:_$!<HomePage>!$_',
  'X-CUSTOM;X-PARAM="a;b:c":kept \\, as it is',
  'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwME',
  'ADR;TYPE=HOME:;;1 Long Street\\, with a comma;Zürich;;8000;Switzerland',
  'NOTE:First\\nSecond\\, with comma',
];

/** What every adapter does at every server; `makeAccount` also says over which protocol contacts are reached. */
export function describeContactBook(makeAccount: () => Promise<TestAccount>): void {
  let account: TestAccount;
  let contacts: ContactBook;
  const opened: Clients[] = [];
  const openBook = (): ContactBook => {
    const { config } = loadConfig(account.environment());
    const clients = createClients(config, () => undefined, { access: 'write' });
    opened.push(clients);
    return clients.contacts;
  };
  beforeEach(async () => {
    account = await makeAccount();
    contacts = openBook();
  });
  afterEach(() => {
    for (const clients of opened.splice(0)) clients.close();
  });

  const putRich = (): Promise<void> =>
    account.putCard(
      'rich',
      contactCard({
        uid: 'rich',
        fullName: 'Zoë\\; Ann',
        addresses: ['Ann@X.example'],
        lines: RICH_LINES,
      }).replace('N:;;;;\r\n', ''),
    );
  /** The stored lines that are nobody's to change, in order. */
  const keptLines = async (name: string, changed: RegExp): Promise<string[]> =>
    unfolded(await account.storedCard(name))
      .split(/\r?\n/)
      .filter((line) => !changed.test(line) && !/^(REV|PRODID)[;:]/.test(line))
      .sort();
  const editOf = async (address: string, edit: ContactEdit): Promise<ContactJob> => {
    const { cards } = await contacts.list(signal);
    const card = cards.find(({ addresses }) => addresses.includes(address as Address))!;
    return { target: { edit: card }, revise: () => edit };
  };
  const groupNamed = async (name: string): Promise<GroupEntry> =>
    (await contacts.list(signal)).groups.find((group) => group.name === name)!;

  describe('list', () => {
    it('is empty for an empty book', async () => {
      expect(await contacts.list(signal)).toEqual({ cards: [], groups: [] });
    });

    it('shows every address of a card, labelled ones too, and cards without any', async () => {
      await putRich();
      await account.putCard('none', contactCard({ uid: 'none', fullName: 'Nobody', addresses: [] }));
      const { cards } = await contacts.list(signal);
      const shown = cards.map(({ uid, addresses }) => [uid, [...addresses].sort()]);
      expect(shown.sort()).toEqual([
        ['none', []],
        ['rich', [ANN, 'grouped@x.example']],
      ]);
    });

    it.each<GroupForm>(['vcard3', 'vcard4'])('tells groups from cards: %s', async (form) => {
      const members = ['AAAA', DANGLING];
      await account.putCard('g', groupCard({ uid: 'g', name: 'Paper Trail', form, members }));
      await account.putCard('AAAA', contactCard({ uid: 'AAAA', fullName: 'Ann', addresses: [ANN] }));
      const { cards, groups } = await contacts.list(signal);
      expect(cards).toMatchObject([{ uid: 'AAAA' }]);
      expect(groups).toMatchObject([{ uid: 'g', name: 'Paper Trail' }]);
      expect(['AAAA', 'aaab'].map((uid) => isMember(groups[0]!, uid))).toEqual([true, false]);
    });
  });

  describe('a contact that is made', () => {
    it.each<[string, NewContact]>([
      ['a company', company()],
      ['a person', { address: ANN, fullName: 'Ann Other', personName: nameOf('Ann', 'Other'), note: 'made' }],
      [
        'odd text',
        company({ fullName: 'A; B, C\\D "E" 🦊', organization: 'Ö\\;Ä', note: 'one\ntwo; three, \\four' }),
      ],
      ['an odd address', company({ address: '"a b"@x.example' as Address })],
    ])('is there as it was meant: %s', async (_, contact) => {
      const [outcome] = await contacts.save([create(contact)], signal);
      expect(outcome).toMatchObject({ ok: true, created: true, wrote: true });

      const { cards } = await contacts.list(signal);
      expect(cards).toMatchObject([{ uid: derivedUid(contact.address), addresses: [contact.address] }]);
      const [again] = await contacts.save([{ target: { edit: cards[0]! }, revise: () => undefined }], signal);
      expect(again).toMatchObject({ ok: true, wrote: false, contact: { ...contactOf(contact) } });
      expect((await account.cards()).map(({ text }) => readCard(text).uid)).toEqual([
        derivedUid(contact.address),
      ]);
    });

    it('is not made where there is a card with the address by now: that one is revised', async () => {
      await contacts.list(signal);
      const { uid } = { uid: derivedUid(ANN) };
      await account.putCard(uid, contactCard({ uid, fullName: 'Ann', addresses: [ANN] }));
      const [outcome] = await contacts.save([create(company(), { note: 'revised' })], signal);
      expect(outcome).toMatchObject({
        ok: true,
        created: false,
        wrote: true,
        contact: { fullName: 'Ann', note: 'revised' },
      });
      expect(await account.cardsOf(ANN)).toHaveLength(1);
    });

    it('gets another UID where its own belongs to somebody else', async () => {
      const uid = derivedUid(ANN);
      await account.putCard(uid, contactCard({ uid, fullName: 'Bob', addresses: ['bob@y.example'] }));
      const [outcome] = await contacts.save([create(company())], signal);
      expect(outcome).toMatchObject({ ok: true, created: true, contact: { uid: derivedUid(ANN, 2) } });
      expect(readCard((await account.cardOf('bob@y.example'))!.text).fullName).toBe('Bob');
    });

    it('by two at once is made once', async () => {
      const other = openBook();
      await Promise.all([contacts.list(signal), other.list(signal)]);
      const outcomes = await Promise.all(
        [contacts, other].map((book) => book.save([create(company())], signal)),
      );
      expect(outcomes.flat().filter((outcome) => outcome.ok && outcome.created)).toHaveLength(1);
      expect(outcomes.flat().every(({ ok }) => ok)).toBe(true);
      expect(await account.cardsOf(ANN)).toHaveLength(1);
    });
  });

  describe('a contact that is edited', () => {
    it('keeps everything that the edit is not about, or is not written at all where the server would lose some of it', async () => {
      await putRich();
      const before = await keptLines('rich', /^(NOTE|ORG)/);
      const text = await account.storedCard('rich');
      const edit = { organization: 'New, Org', note: 'First\nSecond, with comma\nThird' };
      const [outcome] = await contacts.save([await editOf(ANN, edit)], signal);
      const isWritten = account.contacts === 'carddav';
      expect(outcome).toMatchObject({ ok: true, created: false, wrote: isWritten });
      expect(await keptLines('rich', /^(NOTE|ORG)/)).toEqual(before);
      const after = await account.storedCard('rich');
      if (!isWritten) expect(after).toBe(text);
      else expect(unfolded(after)).toMatch(/^NOTE[^:]*:First\\nSecond\\, with comma\\nThird\r?$/m);
      if (isWritten) expect(unfolded(after)).toMatch(/^ORG[^:]*:New\\, Org;Lab\r?$/m);
    });

    it('changes what the edit is about', async () => {
      await contacts.save([create(company())], signal);
      const edit = { fullName: 'New; Name', organization: 'New, Org', note: 'First\nSecond, with comma' };
      const [outcome] = await contacts.save([await editOf(ANN, edit)], signal);
      expect(outcome).toMatchObject({
        ...{ ok: true, wrote: true, before: { fullName: 'The Shop', note: 'made' }, contact: edit },
      });
      const [read] = await contacts.save([await editOf(ANN, {})], signal);
      expect(read).toMatchObject({ wrote: false, before: edit, contact: edit });
    });

    it('is not written where nothing is to change', async () => {
      await putRich();
      const before = await account.cards();
      const [outcome] = await contacts.save(
        [await editOf(ANN, { note: 'First\nSecond, with comma' })],
        signal,
      );
      expect(outcome).toMatchObject({ ok: true, wrote: false });
      expect(await account.cards()).toEqual(before);
    });

    it('gets the edits of all its jobs, each on what the one before made of it', async () => {
      await contacts.save([create(company())], signal);
      const { target } = await editOf(ANN, {});
      const add = (line: string): ContactJob => ({
        target,
        revise: ({ note = '' }) => ({ note: `${note}${line}` }),
      });
      const outcomes = await contacts.save([add(' 1'), add(' 2')], signal);
      expect(outcomes).toMatchObject([{ ok: true }, { contact: { note: 'made 1 2' } }]);
    });

    it('that is gone fails alone, for this cycle', async () => {
      await putRich();
      await account.putCard(
        'gone',
        contactCard({ uid: 'gone', fullName: 'Gone', addresses: ['gone@x.example'] }),
      );
      const jobs = [await editOf('gone@x.example', { note: 'x' }), await editOf(ANN, { note: 'x' })];
      await account.deleteCard('gone');
      expect(await contacts.save(jobs, signal)).toMatchObject([
        { ok: false, error: expect.any(TransientError) as unknown },
        { ok: true },
      ]);
    });
  });

  describe.each<GroupForm>(['vcard3', 'vcard4'])('members of a group: %s', (form) => {
    beforeEach(async () => {
      await account.putCard(
        'feed',
        groupCard({ uid: 'feed', name: 'Feed', form, members: ['AAAA', DANGLING] }),
      );
      for (const uid of ['AAAA', 'bbbb'])
        await account.putCard(uid, contactCard({ uid, fullName: uid, addresses: [`${uid}@x.example`] }));
    });
    /** What makes a card a group may change its form, and N is needed in one of the forms alone. */
    const FORM = /^(VERSION|N|(X-ADDRESSBOOKSERVER-)?(KIND|MEMBER))[;:]/i;
    /** Members of Feed that the server resolves; in vCard 4 a test writes each in a second way, too. */
    const resolved = async (): Promise<string[]> =>
      ((await account.groups()).Feed ?? []).filter((uid) => !uid.startsWith('urn:uuid:')).sort();

    it('join and leave; the others stay, and so does all else', async () => {
      const before = await keptLines('feed', FORM);
      const change = { group: await groupNamed('Feed'), add: ['bbbb'], remove: ['AAAA'] };
      expect(await contacts.changeMembers([change], signal)).toMatchObject([{ ok: true, wrote: true }]);
      const feed = await groupNamed('Feed');
      expect(['AAAA', 'bbbb', DANGLING].map((uid) => isMember(feed, uid))).toEqual([false, true, true]);
      expect(await resolved()).toEqual([DANGLING, 'bbbb']);
      expect(await keptLines('feed', FORM)).toEqual(before);
    });

    it('that are there already are not written', async () => {
      const before = await account.cards();
      const group = await groupNamed('Feed');
      const change = { group, add: [...group.members].slice(0, 1), remove: ['cccc'] };
      expect(await contacts.changeMembers([change], signal)).toMatchObject([{ ok: true, wrote: false }]);
      expect(await account.cards()).toEqual(before);
    });

    it('can be a card just made', async () => {
      const [outcome] = await contacts.save([create(company())], signal);
      const uid = outcome?.ok === true ? outcome.contact.uid : '';
      await contacts.changeMembers([{ group: await groupNamed('Feed'), add: [uid], remove: [] }], signal);
      expect(isMember(await groupNamed('Feed'), uid)).toBe(true);
      expect(await account.membersByAddress('Feed')).toEqual(['aaaa@x.example', ANN]);
    });

    it('can all go, and the first can come again', async () => {
      const all = { add: [], remove: ['AAAA', DANGLING] };
      await contacts.changeMembers([{ group: await groupNamed('Feed'), ...all }], signal);
      expect((await groupNamed('Feed')).members).toEqual(new Set());
      const again = { group: await groupNamed('Feed'), add: ['bbbb'], remove: [] };
      await contacts.changeMembers([again], signal);
      expect(isMember(await groupNamed('Feed'), 'bbbb')).toBe(true);
      expect(await resolved()).toEqual(['bbbb']);
    });
  });

  describe('a group that is made', () => {
    it('is there once, however often it is asked for', async () => {
      await Promise.all([contacts.createGroup('Feed', signal), openBook().createGroup('Feed', signal)]);
      await contacts.createGroup('Feed', signal);
      const { groups } = await contacts.list(signal);
      expect(groups).toMatchObject([{ uid: groupUid('Feed'), name: 'Feed', members: new Set() }]);
      expect(await account.groups()).toEqual({ Feed: [] });
    });

    it('is another one where its card was renamed', async () => {
      await account.putCard(groupUid('Feed'), groupCard({ uid: groupUid('Feed'), name: 'News' }));
      await contacts.createGroup('Feed', signal);
      expect(await account.groups()).toEqual({ News: [], Feed: [] });
    });
  });
}

function nameOf(given: string, family: string): NonNullable<NewContact['personName']> {
  return { given, family, middle: '', prefix: '', suffix: '' };
}

function contactOf({ address, ...contact }: NewContact): object {
  return { addresses: [address], ...contact };
}
