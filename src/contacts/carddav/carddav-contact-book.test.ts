import { describe, expect, it } from 'vitest';
import { href, multistatus, propstat, vcard } from '../../../test/support/card-server.ts';
import {
  AuthError,
  ConflictError,
  ProtocolError,
  RefusedError,
  SenderError,
  TransientError,
} from '../../errors.ts';
import { neverAborted } from '../../../test/support/http-client.ts';
import { type Address } from '../../mail/address.ts';
import {
  SHOP,
  createJob,
  editJob,
  group,
  onPut,
  openBook,
  pathOf,
} from '../../../test/support/carddav-book.ts';

describe('list', () => {
  it('tells cards and groups of either form apart', async () => {
    const { contacts, store, seen } = await openBook();
    store(pathOf('shop'), vcard('3.0', 'shop', 'item1.EMAIL:Shop@Example.test', 'EMAIL:b@example.test'));
    store(pathOf('feed'), vcard('4.0', 'feed', 'KIND:group', 'MEMBER:urn:uuid:Shop'));
    store(
      pathOf('jail'),
      vcard('3.0', 'jail', 'X-ADDRESSBOOKSERVER-KIND:group', 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:B'),
    );
    store(pathOf('phone'), vcard('4.0', 'phone', 'KIND:individual'));
    await expect(contacts.list(neverAborted)).resolves.toEqual({
      cards: [
        { ref: pathOf('shop'), uid: 'shop', addresses: [SHOP, 'b@example.test'] },
        { ref: pathOf('phone'), uid: 'phone', addresses: [] },
      ],
      groups: [
        {
          ref: pathOf('feed'),
          uid: 'feed',
          name: 'feed',
          members: new Set(['Shop']),
          strays: new Set(['shop']),
        },
        {
          ref: pathOf('jail'),
          uid: 'jail',
          name: 'jail',
          members: new Set(['B']),
          strays: new Set(['b']),
        },
      ],
    });
    expect(seen.filter(({ method }) => method === 'REPORT')).toHaveLength(1);
  });

  it('leaves out what is no card', async () => {
    const { contacts, store } = await openBook();
    store(pathOf('junk'), 'hello');
    await expect(contacts.list(neverAborted)).resolves.toEqual({ cards: [], groups: [] });
  });

  it('counts a card without a UID, so that its address is not given a second card', async () => {
    const { contacts, store } = await openBook();
    store(pathOf('odd'), `BEGIN:VCARD\r\nVERSION:4.0\r\nEMAIL:${SHOP}\r\nEND:VCARD\r\n`);
    const { cards } = await contacts.list(neverAborted);
    expect(cards).toEqual([{ ref: pathOf('odd'), uid: '', addresses: [SHOP] }]);
  });

  it('fails rather than leave out what the server named and did not give', async () => {
    const { contacts } = await openBook(({ method }) =>
      method === 'REPORT' ? multistatus(href(pathOf('a')) + propstat('<C:address-data/>')) : undefined,
    );
    await expect(contacts.list(neverAborted)).rejects.toThrow(ProtocolError);
  });

  it('looks for the book once, and again only after a listing failed', async () => {
    let fails = false;
    const { contacts, count } = await openBook(({ method }) =>
      fails && method === 'REPORT' ? { status: 404 } : undefined,
    );
    await contacts.list(neverAborted);
    const once = count('PROPFIND');
    await contacts.list(neverAborted);
    expect(count('PROPFIND')).toBe(once);
    fails = true;
    await expect(contacts.list(neverAborted)).rejects.toThrow(ProtocolError);
    fails = false;
    await contacts.list(neverAborted);
    expect(count('PROPFIND')).toBe(2 * once);
  });

  it.each([
    [401, AuthError],
    [503, TransientError],
  ])('throws what status %i means', async (status, error) => {
    const { contacts } = await openBook(({ method }) => (method === 'REPORT' ? { status } : undefined));
    await expect(contacts.list(neverAborted)).rejects.toThrow(error);
  });
});

describe('a failure of save', () => {
  it.each([403, 409, 413, 415, 422, 507])(
    'keeps a card that is refused with %i to its job',
    async (status) => {
      const { contacts, store } = await openBook(({ method, path }) =>
        method === 'PUT' && path === pathOf('a') ? { status } : undefined,
      );
      store(pathOf('a'), vcard('3.0', 'a'));
      store(pathOf('b'), vcard('3.0', 'b'));
      const jobs = [editJob('a', 'x'), editJob('b', 'x'), createJob()];
      await expect(contacts.save(jobs, neverAborted)).resolves.toMatchObject([
        { ok: false, error: expect.any(SenderError) as unknown },
        { ok: true },
        { ok: true },
      ]);
    },
  );

  it('is that of the one job when others succeed', async () => {
    const { contacts, store } = await openBook(({ method, path }) =>
      method === 'PUT' && path === pathOf('a') ? { status: 503 } : undefined,
    );
    store(pathOf('a'), vcard('3.0', 'a'));
    await expect(contacts.save([editJob('a', 'x'), createJob()], neverAborted)).resolves.toMatchObject([
      { ok: false, error: expect.any(TransientError) as unknown },
      { ok: true },
    ]);
  });

  it.each([
    [503, TransientError],
    [401, AuthError],
  ])('is that of the book when all jobs fail with %i', async (status, error) => {
    const { contacts } = await openBook(onPut(() => ({ status })));
    const jobs = [createJob('a@x.example' as Address), createJob('b@x.example' as Address)];
    await expect(contacts.save(jobs, neverAborted)).rejects.toThrow(error);
  });

  it('is not that of the book where the server says that a card is gone', async () => {
    const { contacts } = await openBook(onPut(() => ({ status: 503 })));
    const jobs = [editJob('gone', 'x'), createJob(), createJob('b@x.example' as Address)];
    const outcomes = await contacts.save(jobs, neverAborted);
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, false, false]);
  });

  it('of two jobs on one card is not yet that of the book', async () => {
    const { contacts, store } = await openBook(onPut(() => ({ status: 503 })));
    store(pathOf('a'), vcard('3.0', 'a'));
    await expect(contacts.save([editJob('a', '1'), editJob('a', '2')], neverAborted)).resolves.toEqual([
      { ok: false, error: expect.any(TransientError) as unknown },
      { ok: false, error: expect.any(TransientError) as unknown },
    ]);
  });

  it('is that of the book when the cards cannot be read', async () => {
    const { contacts } = await openBook(({ method }) => (method === 'REPORT' ? { status: 503 } : undefined));
    await expect(contacts.save([editJob('a', 'x'), createJob()], neverAborted)).rejects.toThrow(
      TransientError,
    );
  });

  it('is the reason of an abort', async () => {
    const stop = new AbortController();
    const { contacts } = await openBook(
      onPut(() => {
        stop.abort(new Error('stop now'));
        return undefined;
      }),
    );
    await expect(contacts.save([createJob()], stop.signal)).rejects.toThrow('stop now');
  });
});

describe('changeMembers', () => {
  const apple = (...members: readonly string[]): string =>
    vcard(
      '3.0',
      'feed',
      'X-ADDRESSBOOKSERVER-KIND:group',
      ...members.map((uid) => `X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:${uid}`),
    );

  it('writes a group once for all its changes', async () => {
    const { contacts, store, cards, writes } = await openBook();
    store(pathOf('feed'), apple('a'));
    store(pathOf('jail'), vcard('4.0', 'jail', 'KIND:group', 'MEMBER:urn:uuid:b'));
    const outcomes = await contacts.changeMembers(
      [
        { group: group('feed'), add: ['b'], remove: [] },
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
    expect(cards.get(pathOf('feed'))?.text).toBe(apple('b', 'c'));
    expect(cards.get(pathOf('jail'))?.text).toBe(vcard('4.0', 'jail', 'KIND:group'));
    expect(writes().toSorted()).toEqual(['PUT feed', 'PUT jail']);
  });

  it('sends no write where nothing changes', async () => {
    const { contacts, store, writes } = await openBook();
    store(pathOf('feed'), apple('a'));
    const change = { group: group('feed'), add: ['a'], remove: ['z'] };
    await expect(contacts.changeMembers([change], neverAborted)).resolves.toMatchObject([
      { ok: true, wrote: false },
    ]);
    expect(writes()).toEqual([]);
  });

  it('keeps members that someone else added in between', async () => {
    const book = await openBook(
      onPut((count) => {
        if (count === 1) book.store(pathOf('feed'), apple('a', 'theirs'));
        return undefined;
      }),
    );
    book.store(pathOf('feed'), apple('a'));
    const change = { group: group('feed'), add: ['mine'], remove: [] };
    await expect(book.contacts.changeMembers([change], neverAborted)).resolves.toMatchObject([
      { ok: true, wrote: true },
    ]);
    expect(book.cards.get(pathOf('feed'))?.text).toBe(apple('a', 'theirs', 'mine'));
  });

  it('lets the others in where the server refuses one member', async () => {
    const book = await openBook(({ method, body }) =>
      method === 'PUT' && body.includes('bad') ? { status: 507 } : undefined,
    );
    book.store(pathOf('feed'), apple('a'));
    const change = { group: group('feed'), add: ['b', 'bad', 'c', 'd'], remove: [] };
    await expect(book.contacts.changeMembers([change], neverAborted)).resolves.toEqual([
      { ok: true, wrote: true, refused: new Map([['bad', expect.any(RefusedError) as unknown]]) },
    ]);
    expect(book.cards.get(pathOf('feed'))?.text).toBe(apple('a', 'c', 'd', 'b'));
  });

  it('gives up a group that keeps changing, and tells each of its changes', async () => {
    const { contacts, store } = await openBook(onPut(() => ({ status: 412 })));
    store(pathOf('feed'), apple());
    const change = { group: group('feed'), add: ['a'], remove: [] };
    await expect(contacts.changeMembers([change, change], neverAborted)).resolves.toMatchObject([
      { ok: false, error: expect.any(ConflictError) as unknown },
      { ok: false, error: expect.any(ConflictError) as unknown },
    ]);
  });
});
