import { describe, expect, it } from 'vitest';
import {
  AuthError,
  ConflictError,
  ProtocolError,
  RefusedError,
  SenderError,
  TransientError,
} from '../../errors.ts';
import { neverAborted } from '../../../test/support/http-client.ts';
import { type JsonObject } from '../../jmap/fields.ts';
import { type Address } from '../../mail/address.ts';
import { derivedUid, groupUid } from '../contact-uid.ts';
import {
  createJob,
  editForeignJob,
  editJob,
  type Fault,
  group,
  openJmapBook,
  ownUid,
  SHOP,
} from '../../../test/support/jmap-contacts.ts';

const error = (type: string) => ({ error: { type } });

/** Answers the calls of one method, by their number from 1. */
const on =
  (method: string, answer: (count: number, args: Parameters<Fault>[1]) => ReturnType<Fault>): Fault =>
  (called, args, count) =>
    called === method ? answer(count, args) : undefined;

const note = (text: string) => ({ notes: { n: { note: text } } });

describe('list', () => {
  it('tells cards and groups apart, in one request', async () => {
    const { contacts, put, requests } = await openJmapBook();
    put('c1', { uid: 'u1', emails: { e: { address: 'Shop@Example.test' } }, name: { full: 'Shop' } });
    put('g1', { uid: 'u2', kind: 'group', name: { full: 'Feed' }, members: { u1: true, U1: true } });
    await expect(contacts.list(neverAborted)).resolves.toEqual({
      cards: [{ ref: 'c1', uid: 'u1', addresses: [SHOP] }],
      groups: [
        { ref: 'g1', uid: 'u2', name: 'Feed', members: new Set(['u1', 'U1']), strays: new Set(['u1']) },
      ],
    });
    expect(requests()).toBe(1);
  });

  it('reads pages until there are no more, and what changed meanwhile', async () => {
    const book = await openJmapBook({
      maxObjects: 2,
      fault: on('ContactCard/query', (count) => {
        if (count === 2) {
          book.put('aa', { uid: 'new' });
          book.remove('d');
        }
        return undefined;
      }),
    });
    for (const id of ['a', 'b', 'c', 'd', 'e']) book.put(id, {});
    const { cards } = await book.contacts.list(neverAborted);
    expect(cards.map(({ ref }) => ref).sort()).toEqual(['a', 'aa', 'b', 'c', 'e']);
  });

  it('goes on where a server gives fewer cards than it was asked for', async () => {
    const book = await openJmapBook({
      fault: on('ContactCard/query', (count) =>
        count === 1 ? { queryState: '1', ids: ['a', 'b'], limit: 2 } : undefined,
      ),
    });
    for (const id of ['a', 'b', 'c']) book.put(id, {});
    const { cards } = await book.contacts.list(neverAborted);
    expect(cards).toHaveLength(3);
  });

  it('starts over when the card that a page hangs on is gone', async () => {
    const book = await openJmapBook({
      maxObjects: 2,
      fault: on('ContactCard/query', (count) => {
        if (count === 2) book.remove('b');
        return undefined;
      }),
    });
    for (const id of ['a', 'b', 'c']) book.put(id, {});
    const { cards } = await book.contacts.list(neverAborted);
    expect(cards.map(({ ref }) => ref)).toEqual(['a', 'c']);
  });

  it('gives up when that goes on and on', async () => {
    const { contacts, put } = await openJmapBook({
      maxObjects: 1,
      fault: on('ContactCard/query', (_, { anchor }) =>
        anchor === undefined ? undefined : error('anchorNotFound'),
      ),
    });
    put('a', {});
    await expect(contacts.list(neverAborted)).rejects.toThrow(ConflictError);
  });

  it('asks again for a card that is named and not given, and then has it', async () => {
    const book = await openJmapBook({
      fault: on('ContactCard/get', (count, { ids }) =>
        count === 2 ? { state: '2', list: [], notFound: [] } : ids === undefined ? error('x') : undefined,
      ),
    });
    book.put('a', { emails: { e: { address: SHOP } } });
    await expect(book.contacts.list(neverAborted)).resolves.toMatchObject({ cards: [{ ref: 'a' }] });
  });

  it('fails rather than make a second contact, when a card that is named is never given', async () => {
    const book = await openJmapBook({
      fault: on('ContactCard/get', (_, { ids }) =>
        (ids as string[]).includes('a') ? { state: '2', list: [], notFound: [] } : undefined,
      ),
    });
    book.put('a', { emails: { e: { address: SHOP } } });
    await expect(book.contacts.list(neverAborted)).rejects.toThrow(ProtocolError);
    await expect(book.contacts.save([createJob()], neverAborted)).rejects.toThrow(ProtocolError);
    expect(book.sets()).toEqual([]);
  });

  it('believes a server that says twice that a card is gone', async () => {
    const book = await openJmapBook({
      fault: on('ContactCard/query', () => ({ queryState: '1', ids: ['gone'], position: 0 })),
    });
    await expect(book.contacts.list(neverAborted)).resolves.toMatchObject({ cards: [] });
  });

  it('has all cards, though one that is changed jumps to an earlier page, before it is read', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const jumping of ids) {
      for (const moment of [1, 2, 3]) {
        let order = ids;
        const book = await openJmapBook({
          maxObjects: 2,
          fault: on('ContactCard/query', (count, { anchor, limit }) => {
            const start = anchor === undefined ? 0 : order.indexOf(anchor as string) + 1;
            const page = order.slice(start, start + Number(limit));
            if (count === moment) {
              book.put(jumping, { emails: { e: { address: `${jumping}@x.example` } } });
              order = [jumping, ...order.filter((id) => id !== jumping)];
            }
            return { queryState: '1', position: start, ids: page };
          }),
        });
        for (const id of ids) book.put(id, {});
        const { cards } = await book.contacts.list(neverAborted);
        expect(cards.map(({ ref }) => ref).sort()).toEqual(ids);
        expect(cards.find(({ ref }) => ref === jumping)?.addresses).toEqual([`${jumping}@x.example`]);
      }
    }
  });

  it('ends with a server that gives the first page for every anchor', async () => {
    const { contacts, put, requests } = await openJmapBook({
      maxObjects: 2,
      fault: on('ContactCard/query', () => ({ queryState: '1', position: 0, ids: ['a', 'b'] })),
    });
    for (const id of ['a', 'b', 'c']) put(id, {});
    await expect(contacts.list(neverAborted)).rejects.toThrow(ConflictError);
    expect(requests()).toBe(12);
  });

  it('ends with a server that has ever more changes', async () => {
    let state = 10;
    const { contacts, put, requests } = await openJmapBook({
      maxObjects: 1,
      fault: on('ContactCard/changes', () => ({
        ...{ oldState: '1', newState: String(++state), hasMoreChanges: true },
        ...{ created: [`x${state}`], updated: [], destroyed: [] },
      })),
    });
    for (const id of ['a', 'b']) put(id, {});
    await expect(contacts.list(neverAborted)).rejects.toThrow(ProtocolError);
    expect(requests()).toBeLessThan(1_010);
  });

  it('does not take ids for none that are no text', async () => {
    const { contacts } = await openJmapBook({
      fault: on('ContactCard/query', () => ({ queryState: '1', position: 0, ids: [1, 2] })),
    });
    await expect(contacts.list(neverAborted)).rejects.toThrow(ProtocolError);
  });

  it.each([
    [401, AuthError],
    [503, TransientError],
  ])('throws what status %i means', async (status, type) => {
    const { contacts } = await openJmapBook({ request: () => ({ status, body: '' }) });
    await expect(contacts.list(neverAborted)).rejects.toThrow(type);
  });
});

describe('a card to edit', () => {
  it('changes by a patch of what differs, on the state that it was read at', async () => {
    const { contacts, putOwn, cards, sets } = await openJmapBook();
    const kept = { kind: 'org', organizations: { o: { name: 'Shop' } }, updated: '2026-01-01T00:00:00Z' };
    putOwn('a', { ...kept, ...note('old') });
    const outcomes = await contacts.save([editJob('a', ' new')], neverAborted);
    expect(outcomes).toMatchObject([{ ok: true, created: false, wrote: true, contact: { note: 'old new' } }]);
    expect(sets()).toEqual([
      { accountId: 'C1', ifInState: '1', update: { a: { 'notes/n/note': 'old new' } } },
    ]);
    expect(cards.get('a')).toMatchObject({ ...kept, ...note('old new') });
  });

  it('is not written where nothing is to change', async () => {
    const { contacts, putOwn, sets } = await openJmapBook();
    putOwn('a', note('x'));
    const outcomes = await contacts.save([editJob('a', 'x')], neverAborted);
    expect(outcomes).toMatchObject([
      { ok: true, created: false, wrote: false, contact: { uid: ownUid('a') } },
    ]);
    expect(sets()).toEqual([]);
  });

  it('is read and revised again when someone else changed any card', async () => {
    const book = await openJmapBook({
      fault: on('ContactCard/set', (count) => {
        if (count <= 2) book.putOwn('a', note(`theirs ${count}`));
        return undefined;
      }),
    });
    book.putOwn('a');
    const outcomes = await book.contacts.save([editJob('a', ' and mine')], neverAborted);
    expect(outcomes).toMatchObject([{ ok: true, wrote: true, contact: { note: 'theirs 2 and mine' } }]);
    expect(book.noteOf('a')).toBe('theirs 2 and mine');
  });

  it('is given up when it keeps changing, after 5 more tries', async () => {
    const { contacts, putOwn, sets } = await openJmapBook({
      fault: on('ContactCard/set', () => error('stateMismatch')),
    });
    putOwn('a');
    const outcomes = await contacts.save([editJob('a', 'x'), createJob()], neverAborted);
    const refused = { ok: false, error: expect.any(ConflictError) as unknown };
    expect(outcomes).toEqual([refused, refused]);
    expect(sets()).toHaveLength(6);
  });

  it.each<[string, Fault | undefined]>([
    ['at once', undefined],
    [
      'when it is written',
      on('ContactCard/set', (_, { update }) =>
        'gone' in (update as object)
          ? { newState: '9', updated: { a: null }, notUpdated: { gone: { type: 'notFound' } } }
          : undefined,
      ),
    ],
  ])('that is gone %s is left to the next cycle, and holds up no other', async (when, fault) => {
    const { contacts, putOwn } = await openJmapBook(fault && { fault });
    putOwn('a');
    if (when !== 'at once') putOwn('gone');
    await expect(
      contacts.save([editJob('gone', 'x'), editJob('a', 'x')], neverAborted),
    ).resolves.toMatchObject([{ ok: false, error: expect.any(TransientError) as unknown }, { ok: true }]);
  });

  it('gets all its jobs in one write, each on what the one before made of it', async () => {
    const { contacts, putOwn, noteOf, sets, requests } = await openJmapBook();
    putOwn('a');
    putOwn('b');
    const jobs = [editJob('a', '1'), editJob('b', '1'), editJob('a', '2'), editJob('a', '1')];
    await expect(contacts.save(jobs, neverAborted)).resolves.toMatchObject([
      { wrote: true, contact: { note: '1' } },
      { wrote: true, contact: { uid: ownUid('b') } },
      { wrote: true, contact: { note: '12' } },
      { wrote: false, contact: { note: '12' } },
    ]);
    expect([noteOf('a'), noteOf('b')]).toEqual(['12', '1']);
    expect(sets()).toHaveLength(1);
    expect(requests()).toBe(2);
  });
});

describe('a card that Mailroom did not make, or that someone added to', () => {
  const own = ownUid('a');
  it.each<[string, Record<string, unknown>]>([
    ['has another UID', { uid: 'theirs' }],
    ['has the UID of another address', { uid: ownUid('b') }],
    ['has a photo', { uid: own, media: { p: { kind: 'photo', blobId: 'B1' } } }],
    ['has a property that nobody knows', { uid: own, 'example.com:x': [1] }],
    ['has an unknown line of a vCard', { uid: own, vCardProps: [['geo', {}, 'uri', 'geo:1,2']] }],
    ['has notes that are no object', { uid: own, notes: ['x'] }],
    ['has a second address', { uid: own, emails: { e: { address: 'a@own.example' }, f: { address: SHOP } } }],
  ])('is read and never written when it %s', async (_, properties) => {
    const { contacts, put, putOwn, cards, sets } = await openJmapBook();
    putOwn('a', { ...note('kept'), ...properties });
    putOwn('b');
    put('theirs', { uid: 'theirs', emails: { e: { address: SHOP } }, name: { full: 'Shop' } });
    const before = structuredClone([cards.get('a'), cards.get('theirs')]);
    const jobs = [editJob('a', 'x'), editForeignJob('theirs', 'x'), editJob('b', 'x')];
    await expect(contacts.save(jobs, neverAborted)).resolves.toMatchObject([
      { ok: true, created: false, wrote: false },
      { ok: true, created: false, wrote: false, contact: { uid: 'theirs', fullName: 'Shop' } },
      { ok: true, wrote: true },
    ]);
    expect([cards.get('a'), cards.get('theirs')]).toEqual(before);
    expect(sets().map(({ update }) => Object.keys(update as object))).toEqual([['b']]);
  });

  it('is read without its photos, unless it has a UID that Mailroom gives', async () => {
    const { contacts, put, putOwn, calls } = await openJmapBook();
    putOwn('a');
    put('theirs', {});
    await contacts.save([editJob('a', 'x'), editForeignJob('theirs', 'x')], neverAborted);
    expect(calls('ContactCard/get').map(({ ids, properties }) => [ids, properties])).toEqual([
      [['theirs'], expect.not.arrayContaining(['media'])],
      [['a'], null],
    ]);
  });

  it('is told of as it was before the call, and as each job left it', async () => {
    const { contacts, putOwn } = await openJmapBook();
    putOwn('a', note('0'));
    const before = expect.objectContaining({ note: '0' }) as unknown;
    await expect(contacts.save([editJob('a', '1'), editJob('a', '2')], neverAborted)).resolves.toMatchObject([
      { before, contact: { note: '01' } },
      { before, contact: { note: '012' } },
    ]);
  });
});

describe('a card to make', () => {
  const uid = derivedUid(SHOP);

  it('is made in the default book, under the UID of its address, where nothing has changed since it was looked for', async () => {
    const { contacts, sets, put } = await openJmapBook();
    put('a', {});
    await contacts.list(neverAborted);
    const outcomes = await contacts.save([createJob()], neverAborted);
    expect(outcomes).toMatchObject([
      { ok: true, created: true, wrote: true, contact: { uid, note: 'made' } },
    ]);
    expect(sets()).toEqual([
      {
        accountId: 'C1',
        ifInState: '1',
        create: {
          [uid]: expect.objectContaining({ uid, kind: 'org', addressBookIds: { b1: true } }) as unknown,
        },
      },
    ]);
  });

  it('and a group that it joins take no request besides the listing and their writes', async () => {
    const { contacts, put, cards, requests, sets } = await openJmapBook();
    put('feed', { kind: 'group', members: { a: true } });
    await contacts.list(neverAborted);
    await contacts.save([createJob()], neverAborted);
    await contacts.changeMembers([{ group: group('feed'), add: [uid], remove: [] }], neverAborted);
    expect(cards.get('feed')?.members).toEqual({ a: true, [uid]: true });
    expect(sets().map(({ ifInState }) => ifInState)).toEqual(['1', '2']);
    expect(requests()).toBe(3);
  });

  it('is known to later jobs without another listing', async () => {
    const { contacts, cards, requests } = await openJmapBook();
    await contacts.list(neverAborted);
    await contacts.save([createJob()], neverAborted);
    const before = requests();
    await expect(contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: false },
    ]);
    expect(cards.size).toBe(1);
    expect(requests() - before, 'reads the card that it made').toBeGreaterThan(0);
  });

  it('shares one read and one write with all others', async () => {
    const { contacts, put, requests } = await openJmapBook();
    put('a', {});
    await contacts.list(neverAborted);
    const before = requests();
    const jobs = [...Array(100).keys()].map((n) => createJob(`s${n}@x.example` as Address));
    const outcomes = await contacts.save([...jobs, editJob('a', 'x')], neverAborted);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(requests() - before).toBe(2);
  });

  it('is not made when someone else made one with the address meanwhile: that one is taken as it is', async () => {
    const book = await openJmapBook({
      fault: on('ContactCard/set', (count) => {
        if (count === 1) book.put('theirs', { emails: { e: { address: SHOP } } });
        return undefined;
      }),
    });
    await book.contacts.list(neverAborted);
    const outcomes = await book.contacts.save([createJob()], neverAborted);
    expect(outcomes).toMatchObject([{ ok: true, created: false, wrote: false, contact: { uid: 'theirs' } }]);
    expect([...book.cards.keys()]).toEqual(['theirs']);
    expect(book.noteOf('theirs')).toBeUndefined();
  });

  it('finds its own first try where a write was repeated', async () => {
    const book = await openJmapBook({
      fault: on('ContactCard/set', (count) => {
        if (count > 1) return undefined;
        book.put('own', { uid, emails: { e: { address: SHOP } }, ...note('revised') });
        return error('stateMismatch');
      }),
    });
    await expect(book.contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: false, wrote: false },
    ]);
    expect(book.cards.size).toBe(1);
  });

  it('by two processes at once is made once', async () => {
    const { contacts, openBook, cards } = await openJmapBook();
    const other = openBook();
    await Promise.all([contacts.list(neverAborted), other.list(neverAborted)]);
    const outcomes = await Promise.all([
      contacts.save([createJob()], neverAborted),
      other.save([createJob()], neverAborted),
    ]);
    expect(outcomes.flat().map((outcome) => outcome.ok && outcome.created)).toEqual(
      expect.arrayContaining([true, false]),
    );
    expect(cards.size).toBe(1);
  });

  it('gets the next UID where a card without the address has its own', async () => {
    const { contacts, put, cards } = await openJmapBook();
    put('other', { uid, emails: { e: { address: 'renamed@x.example' } } });
    const outcomes = await contacts.save([createJob()], neverAborted);
    expect(outcomes).toMatchObject([{ ok: true, created: true, contact: { uid: derivedUid(SHOP, 2) } }]);
    expect(cards.size).toBe(2);
  });

  it.each([
    ['alreadyExists', {}],
    ['invalidProperties', { properties: ['uid'] }],
  ])('gets the next UID where the server says that its own is taken: %s', async (type, more) => {
    const { contacts, cards } = await openJmapBook({
      fault: on('ContactCard/set', (_, { create }) =>
        uid in (create as object) ? { newState: '0', notCreated: { [uid]: { type, ...more } } } : undefined,
      ),
    });
    await expect(contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: true, contact: { uid: derivedUid(SHOP, 2) } },
    ]);
    expect(cards.size).toBe(1);
  });

  it('is given up when all its UIDs are taken', async () => {
    const { contacts, put, sets } = await openJmapBook();
    for (let attempt = 1; attempt <= 9; attempt++) put(`c${attempt}`, { uid: derivedUid(SHOP, attempt) });
    const outcomes = await contacts.save([createJob()], neverAborted);
    expect(outcomes).toEqual([{ ok: false, error: expect.any(SenderError) as unknown }]);
    expect(sets()).toEqual([]);
  });

  it('asked for twice in one call is made once', async () => {
    const { contacts, cards } = await openJmapBook();
    await expect(contacts.save([createJob(), createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: true },
      { ok: true, created: false, contact: { note: 'maderevised' } },
    ]);
    expect(cards.size).toBe(1);
  });

  it('is looked for in the whole book where the server no longer knows what changed', async () => {
    const book = await openJmapBook({
      fault: on('ContactCard/changes', () => error('cannotCalculateChanges')),
    });
    await book.contacts.list(neverAborted);
    book.put('theirs', { emails: { e: { address: SHOP } } });
    await expect(book.contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: false, contact: { uid: 'theirs' } },
    ]);
  });

  it.each<[string, Fault]>([
    [
      'that the server has from a state of the future',
      on('ContactCard/changes', () => ({
        ...{ oldState: '9', newState: '1', hasMoreChanges: false, created: [], updated: [], destroyed: [] },
      })),
    ],
    ['that the server does not know', on('ContactCard/changes', () => error('invalidArguments'))],
  ])('is looked for in the whole book after changes %s', async (_, fault) => {
    const book = await openJmapBook({ fault });
    await book.contacts.list(neverAborted);
    book.put('theirs', { emails: { e: { address: SHOP } } });
    await expect(book.contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: false, contact: { uid: 'theirs' } },
    ]);
  });

  it('is looked for in the whole book where a changed card is not given', async () => {
    let isLeftOut = true;
    const book = await openJmapBook({
      fault: on('ContactCard/get', (_, { ids }) => {
        if (!isLeftOut || !(ids as string[]).includes('theirs')) return undefined;
        isLeftOut = false;
        return { state: '1', list: [], notFound: [] };
      }),
    });
    await book.contacts.list(neverAborted);
    book.put('theirs', { emails: { e: { address: SHOP } } });
    await expect(book.contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: false, contact: { uid: 'theirs' } },
    ]);
    expect(isLeftOut).toBe(false);
  });

  it('is saved together with an edit on the state at which that card was read', async () => {
    const book = await openJmapBook({
      maxObjects: 2,
      fault: on('ContactCard/changes', (count) => {
        if (count === 2) book.putOwn('a', note('theirs'));
        return undefined;
      }),
    });
    book.putOwn('a');
    await book.contacts.list(neverAborted);
    for (const id of ['b', 'c', 'd', 'e']) book.put(id, {});
    await book.contacts.save([editJob('a', ' and mine'), createJob()], neverAborted);
    expect(book.noteOf('a')).toBe('theirs and mine');
  });

  it('is looked for among all changes, however many', async () => {
    const book = await openJmapBook({ maxObjects: 2 });
    await book.contacts.list(neverAborted);
    for (const id of ['a', 'b', 'c', 'd']) book.put(id, {});
    book.put('theirs', { emails: { e: { address: SHOP } } });
    await expect(book.contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: false, contact: { uid: 'theirs' } },
    ]);
  });
});

describe('a failure of save', () => {
  it('sends no request for no jobs', async () => {
    const { contacts, requests } = await openJmapBook();
    await expect(contacts.save([], neverAborted)).resolves.toEqual([]);
    expect(requests()).toBe(0);
  });

  it.each([
    ['forbidden', SenderError],
    ['tooLarge', SenderError],
    ['rateLimit', TransientError],
  ])('keeps a card that is refused with %s to its job', async (type, expected) => {
    const { contacts, putOwn } = await openJmapBook({
      fault: on('ContactCard/set', () => ({
        newState: '3',
        updated: { b: null },
        notUpdated: { a: { type } },
      })),
    });
    putOwn('a');
    putOwn('b');
    await expect(contacts.save([editJob('a', 'x'), editJob('b', 'x')], neverAborted)).resolves.toMatchObject([
      { ok: false, error: expect.any(expected) as unknown },
      { ok: true },
    ]);
  });

  it('is that of one job when its note makes the request too large, and the others get done', async () => {
    const { contacts, putOwn, noteOf } = await openJmapBook();
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const id of ids) putOwn(id);
    const lines = ids.map((id) => (id === 'c' ? 'x'.repeat(1_000_000) : id.repeat(300_000)));
    const jobs = ids.map((id, n) => editJob(id, lines[n] ?? ''));
    const outcomes = await contacts.save(jobs, neverAborted);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false, true, true]);
    expect(outcomes[2]).toMatchObject({ error: expect.any(SenderError) as unknown });
    expect(ids.map((id) => noteOf(id)?.length)).toEqual([300_000, 300_000, undefined, 300_000, 300_000]);
  });

  it('is that of each job, and never of the book, when all are too large by themselves', async () => {
    const { contacts, putOwn } = await openJmapBook({
      fault: on('ContactCard/set', () => error('requestTooLarge')),
    });
    const ids = ['a', 'b', 'c', 'd'];
    for (const id of ids) putOwn(id);
    const jobs = ids.map((id) => editJob(id, 'x'));
    const outcomes = await contacts.save(jobs, neverAborted);
    expect(outcomes).toEqual(ids.map(() => ({ ok: false, error: expect.any(SenderError) as unknown })));
  });

  it('is none where a card is too large to be read as a whole: somebody put that on it, so it stays as it is', async () => {
    const { contacts, putOwn, noteOf } = await openJmapBook({ maxBodyBytes: 20_000 });
    putOwn('a');
    putOwn('large', { media: { p: { kind: 'photo', uri: `data:image/png;base64,${'A'.repeat(30_000)}` } } });
    putOwn('b');
    const jobs = ['a', 'large', 'b'].map((id) => editJob(id, 'x'));
    await expect(contacts.save(jobs, neverAborted)).resolves.toMatchObject([
      { ok: true, wrote: true },
      { ok: true, wrote: false, contact: { uid: ownUid('large') } },
      { ok: true, wrote: true },
    ]);
    expect(['a', 'large', 'b'].map(noteOf)).toEqual(['x', undefined, 'x']);
  });

  it('is that of one job when a method fails because of it, and the others get done', async () => {
    const { contacts, putOwn, noteOf } = await openJmapBook({
      fault: on('ContactCard/set', (_, { update }) =>
        'c' in (update as object) ? error('serverFail') : undefined,
      ),
    });
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const id of ids) putOwn(id);
    const outcomes = await contacts.save(
      ids.map((id) => editJob(id, 'x')),
      neverAborted,
    );
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false, true, true]);
    expect(outcomes[2]).toMatchObject({ error: expect.any(SenderError) as unknown });
    expect(ids.map(noteOf)).toEqual(['x', 'x', undefined, 'x', 'x']);
  });

  it('is that of the book when the method fails for every card', async () => {
    const { contacts, putOwn } = await openJmapBook({
      fault: on('ContactCard/set', () => error('serverFail')),
    });
    for (const id of ['a', 'b', 'c', 'd']) putOwn(id);
    const jobs = ['a', 'b', 'c', 'd'].map((id) => editJob(id, 'x'));
    await expect(contacts.save(jobs, neverAborted)).rejects.toThrow(TransientError);
  });

  it.each([
    [401, AuthError],
    [503, TransientError],
  ])('is that of the book when a request fails with %i', async (status, type) => {
    const { contacts, putOwn } = await openJmapBook({
      request: (_, count) => (count === 2 ? { status, body: '' } : undefined),
    });
    putOwn('a');
    await expect(contacts.save([editJob('a', 'x')], neverAborted)).rejects.toThrow(type);
  });

  it('is that of the job when the answer does not tell of its card', async () => {
    const { contacts, putOwn } = await openJmapBook({
      fault: on('ContactCard/set', () => ({ newState: '9' })),
    });
    putOwn('a');
    await expect(contacts.save([editJob('a', 'x')], neverAborted)).resolves.toMatchObject([{ ok: false }]);
  });

  it('is the reason of an abort', async () => {
    const stop = new AbortController();
    const { contacts } = await openJmapBook({
      request: () => {
        stop.abort(new Error('stop now'));
        return undefined;
      },
    });
    await expect(contacts.save([createJob()], stop.signal)).rejects.toThrow('stop now');
  });
});

describe('changeMembers', () => {
  it('patches all groups in one write', async () => {
    const { contacts, put, sets, requests } = await openJmapBook();
    put('feed', { kind: 'group', members: { a: true } });
    put('jail', { kind: 'group', members: { b: true, 'urn:uuid:b': true } });
    const outcomes = await contacts.changeMembers(
      [
        { group: group('feed'), add: ['b', 'x/y'], remove: [] },
        { group: group('jail'), add: [], remove: ['b'] },
        { group: group('feed'), add: ['c'], remove: ['a'] },
        { group: group('feed'), add: ['c'], remove: [] },
      ],
      neverAborted,
    );
    expect(outcomes).toMatchObject([
      { ok: true, wrote: true },
      { ok: true, wrote: true },
      { ok: true, wrote: true },
      { ok: true, wrote: false },
    ]);
    expect(sets().map(({ update }) => update)).toEqual([
      {
        feed: { 'members/a': null, 'members/b': true, 'members/x~1y': true, 'members/c': true },
        jail: { 'members/b': null },
      },
    ]);
    expect(requests()).toBe(2);
  });

  it('sends no write where nothing changes', async () => {
    const { contacts, put, sets } = await openJmapBook();
    put('feed', { kind: 'group', members: { a: true } });
    const change = { group: group('feed'), add: ['a'], remove: ['z'] };
    await expect(contacts.changeMembers([change], neverAborted)).resolves.toMatchObject([
      { ok: true, wrote: false },
    ]);
    expect(sets()).toEqual([]);
  });

  it('lets the others in where the server refuses one member by name', async () => {
    const { contacts, put, cards, sets } = await openJmapBook({
      fault: (method, { update = {} }) => {
        const patch = (update as Record<string, JsonObject>).feed ?? {};
        if (method !== 'ContactCard/set' || !('members/bad' in patch)) return undefined;
        const refusal = { type: 'invalidProperties', properties: ['members/bad'] };
        return { newState: '1', notUpdated: { feed: refusal } };
      },
    });
    put('feed', { kind: 'group', members: { a: true } });
    const change = { group: group('feed'), add: ['b', 'bad', 'c'], remove: [] };
    await expect(contacts.changeMembers([change], neverAborted)).resolves.toEqual([
      { ok: true, wrote: true, refused: new Map([['bad', expect.any(RefusedError) as unknown]]) },
    ]);
    expect(cards.get('feed')?.members).toEqual({ a: true, b: true, c: true });
    expect(sets()).toHaveLength(2);
  });

  it('keeps members that someone else added in between', async () => {
    const book = await openJmapBook({
      fault: on('ContactCard/set', (count) => {
        if (count === 1) book.put('feed', { kind: 'group', members: { a: true, theirs: true } });
        return undefined;
      }),
    });
    book.put('feed', { kind: 'group', members: { a: true } });
    await book.contacts.changeMembers([{ group: group('feed'), add: ['mine'], remove: [] }], neverAborted);
    expect(book.cards.get('feed')?.members).toEqual({ a: true, theirs: true, mine: true });
  });

  it.each([
    ['since the listing', 'list' as const],
    ['after a contact was made', 'save' as const],
  ])('keeps members that someone else added %s', async (_, after) => {
    const { contacts, put, cards, sets } = await openJmapBook();
    const theyJoin = (): void => put('feed', { kind: 'group', members: { a: true, theirs: true } });
    put('feed', { kind: 'group', members: { a: true } });
    await contacts.list(neverAborted);
    if (after === 'list') theyJoin();
    await contacts.save([createJob()], neverAborted);
    if (after === 'save') theyJoin();
    await contacts.changeMembers([{ group: group('feed'), add: ['mine'], remove: [] }], neverAborted);
    expect(cards.get('feed')?.members).toEqual({ a: true, theirs: true, mine: true });
    expect(
      sets()
        .filter(({ update }) => update !== undefined)
        .at(-1)?.update,
    ).toEqual({
      feed: { 'members/mine': true },
    });
  });

  it('leaves alone what is no group any more', async () => {
    const { contacts, put } = await openJmapBook();
    put('feed', { kind: 'org' });
    await expect(
      contacts.changeMembers([{ group: group('feed'), add: ['a'], remove: [] }], neverAborted),
    ).resolves.toMatchObject([{ ok: false, error: expect.any(SenderError) as unknown }]);
  });
});

describe('createGroup', () => {
  it('makes an empty group', async () => {
    const { contacts, cards } = await openJmapBook();
    await contacts.createGroup('Feed', neverAborted);
    expect([...cards.values()]).toMatchObject([
      {
        uid: groupUid('Feed'),
        kind: 'group',
        name: { full: 'Feed' },
        members: {},
        addressBookIds: { b1: true },
      },
    ]);
  });

  it('makes none where there is one of the name, also when it came meanwhile', async () => {
    const book = await openJmapBook({
      fault: on('ContactCard/set', () => {
        book.put('theirs', { kind: 'group', name: { full: 'Feed' } });
        return undefined;
      }),
    });
    await book.contacts.createGroup('Feed', neverAborted);
    await book.contacts.createGroup('Feed', neverAborted);
    expect([...book.cards.keys()]).toEqual(['theirs']);
  });

  it('makes another one where its own was renamed', async () => {
    const { contacts, cards, put } = await openJmapBook();
    put('renamed', { uid: groupUid('Feed'), kind: 'group', name: { full: 'News' } });
    await contacts.createGroup('Feed', neverAborted);
    expect([...cards.values()].map(({ uid }) => uid)).toEqual([groupUid('Feed'), groupUid('Feed', 2)]);
  });

  it('throws what the server says', async () => {
    const { contacts } = await openJmapBook({
      fault: on('ContactCard/set', (_, { create }) => ({
        newState: '0',
        notCreated: Object.fromEntries(
          Object.keys(create as object).map((key) => [key, { type: 'overQuota' }]),
        ),
      })),
    });
    await expect(contacts.createGroup('Feed', neverAborted)).rejects.toThrow(SenderError);
  });
});
