import { describe, expect, it } from 'vitest';
import { AccountError } from '../../errors.ts';
import { neverAborted } from '../../../test/support/http-client.ts';
import { type JsonObject } from '../../jmap/fields.ts';
import { derivedUid } from '../contact-uid.ts';
import { createJob, editJob, group, openJmapBook, SHOP } from '../../../test/support/jmap-contacts.ts';
import { isMember } from '../member-uid.ts';

/** Where servers do otherwise than RFC 9610 and RFC 9553 say. */

const TWO_BOOKS = [
  { id: 'b2', name: 'Work', isDefault: false },
  { id: 'b1', name: 'Default', isDefault: true },
];
const withAddress = { emails: { e: { address: SHOP } } };

describe('addressBookId instead of addressBookIds', () => {
  const single = (card: Record<string, unknown>): Record<string, unknown> => {
    const { addressBookIds, ...rest } = card;
    return { addressBookId: Object.keys(addressBookIds ?? {})[0], ...rest };
  };

  it('is used for new cards from the first refusal on', async () => {
    const { contacts, sets } = await openJmapBook({
      fault: (method, { create = {} }) => {
        const cards = Object.entries(create as Record<string, JsonObject>);
        if (method !== 'ContactCard/set' || cards.every(([, card]) => !('addressBookIds' in card)))
          return undefined;
        const refusal = { type: 'invalidProperties', properties: ['addressBookIds'] };
        return { newState: '0', notCreated: Object.fromEntries(cards.map(([uid]) => [uid, refusal])) };
      },
    });
    await expect(contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: true },
    ]);
    await contacts.createGroup('Feed', neverAborted);
    const books = sets().map(({ create }) => {
      const [card] = Object.values(create as Record<string, JsonObject>);
      return card?.addressBookId ?? card?.addressBookIds;
    });
    expect(books).toEqual([{ b1: true }, 'b1', 'b1']);
  });

  it('says which book a card is in, where there are several', async () => {
    const { contacts, put } = await openJmapBook({
      addressBooks: TWO_BOOKS,
      store: single,
      fault: (method, { filter }) =>
        method === 'ContactCard/query' && filter !== null
          ? { error: { type: 'unsupportedFilter' } }
          : undefined,
    });
    put('mine', { addressBookIds: { b1: true } });
    put('work', { addressBookIds: { b2: true } });
    const { cards } = await contacts.list(neverAborted);
    expect(cards.map(({ ref }) => ref)).toEqual(['mine']);
  });
});

describe('filters', () => {
  it('are not needed where there is one address book', async () => {
    const { contacts, put, calls } = await openJmapBook();
    put('a', {});
    await contacts.list(neverAborted);
    await contacts.save([createJob()], neverAborted);
    expect(calls('ContactCard/query').map(({ filter }) => filter)).toEqual([null]);
  });

  it('pick the default address book where there are several', async () => {
    const { contacts, put, calls } = await openJmapBook({ addressBooks: TWO_BOOKS });
    put('mine', { addressBookIds: { b1: true } });
    put('work', { addressBookIds: { b2: true } });
    const { cards } = await contacts.list(neverAborted);
    expect(cards.map(({ ref }) => ref)).toEqual(['mine']);
    expect(calls('ContactCard/query').at(-1)?.filter).toEqual({ inAddressBook: 'b1' });
  });

  it.each(['unsupportedFilter', 'invalidArguments'])(
    'that a server refuses with %s give way to a listing of all cards',
    async (type) => {
      const { contacts, put } = await openJmapBook({
        addressBooks: TWO_BOOKS,
        fault: (method, { filter }) =>
          method === 'ContactCard/query' && filter !== null ? { error: { type } } : undefined,
      });
      put('mine', { addressBookIds: { b1: true } });
      put('both', { addressBookIds: { b1: true, b2: true } });
      put('work', { addressBookIds: { b2: true } });
      const { cards } = await contacts.list(neverAborted);
      expect(cards.map(({ ref }) => ref)).toEqual(['both', 'mine']);
    },
  );

  it('do not keep a card in the list that was moved to another book', async () => {
    const { contacts, put, cards } = await openJmapBook({ addressBooks: TWO_BOOKS });
    put('moved', withAddress);
    await contacts.list(neverAborted);
    put('moved', { ...withAddress, addressBookIds: { b2: true } });
    await expect(contacts.save([createJob()], neverAborted)).resolves.toMatchObject([{ created: true }]);
    expect(cards.size).toBe(2);
  });
});

describe('a member uid that is stored as urn:uuid:<uid>', () => {
  const urn = (card: Record<string, unknown>): Record<string, unknown> =>
    card.kind === 'group'
      ? {
          ...card,
          members: Object.fromEntries(
            Object.keys(card.members ?? {}).map((uid) => [`urn:uuid:${uid.replace('urn:uuid:', '')}`, true]),
          ),
        }
      : card;

  it('is found, may be added again, and is taken away', async () => {
    const { contacts, put, cards } = await openJmapBook({ store: urn });
    put('a', withAddress);
    put('feed', { kind: 'group', name: { full: 'Feed' }, members: {} });
    const change = async (add: string[], remove: string[]) => {
      const [feed = group('feed')] = (await contacts.list(neverAborted)).groups;
      return contacts.changeMembers([{ group: feed, add, remove }], neverAborted);
    };
    await change(['a', 'b'], []);
    const { groups } = await contacts.list(neverAborted);
    expect(groups.map((feed) => isMember(feed, 'a'))).toEqual([true]);
    await change(['a'], []);
    expect(cards.get('feed')?.members).toEqual({ 'urn:uuid:a': true, 'urn:uuid:b': true });
    await change([], ['a']);
    expect(cards.get('feed')?.members).toEqual({ 'urn:uuid:b': true });
  });
});

describe('ids that are urn:uuid:…', () => {
  it('name cards like any others', async () => {
    const { contacts, put, putOwn, noteOf, cards } = await openJmapBook({
      addressBooks: [{ id: 'urn:uuid:book' }],
    });
    put('urn:uuid:a', { uid: 'urn:uuid:a', ...withAddress });
    putOwn('urn:uuid:b');
    put('urn:uuid:g', { kind: 'group', name: { full: 'Feed' }, members: {} });
    const { cards: found, groups } = await contacts.list(neverAborted);
    expect([found[0]?.ref, groups[0]?.ref]).toEqual(['urn:uuid:a', 'urn:uuid:g']);
    await contacts.save([editJob('urn:uuid:b', 'x')], neverAborted);
    await contacts.changeMembers([{ group: groups[0]!, add: ['urn:uuid:a'], remove: [] }], neverAborted);
    expect(noteOf('urn:uuid:b')).toBe('x');
    expect(cards.get('urn:uuid:g')?.members).toEqual({ 'urn:uuid:a': true });
  });
});

describe('groups made over CardDAV', () => {
  it.each(['group', 'Group', 'GROUP'])('are seen as groups when their kind is %s', async (kind) => {
    const { contacts, put } = await openJmapBook();
    put('g', { kind, name: { full: 'Feed' }, members: { a: true } });
    const { groups, cards } = await contacts.list(neverAborted);
    expect([groups.map(({ name }) => name), cards]).toEqual([['Feed'], []]);
    await expect(
      contacts.changeMembers([{ group: groups[0]!, add: ['b'], remove: [] }], neverAborted),
    ).resolves.toMatchObject([{ ok: true, wrote: true }]);
  });
});

describe('the address book', () => {
  it('is the default one of several', async () => {
    const addressBooks = [{ id: 'x' }, { id: 'y', isDefault: true }];
    const { contacts, sets } = await openJmapBook({ addressBooks });
    await contacts.save([createJob()], neverAborted);
    expect(sets()[0]?.create).toMatchObject({ [derivedUid(SHOP)]: { addressBookIds: { y: true } } });
  });

  it.each([
    ['is missing', [], /no address book/],
    [
      'may only be read',
      [{ id: 'b1', name: 'Team', myRights: { mayWrite: false } }],
      /"Team" may only be read, whatever the token/,
    ],
  ])('is a problem of the account when it %s', async (_, addressBooks, words) => {
    const { contacts } = await openJmapBook({ addressBooks });
    const failure = contacts.list(neverAborted);
    await expect(failure).rejects.toThrow(AccountError);
    await expect(failure).rejects.toThrow(words);
  });
});
