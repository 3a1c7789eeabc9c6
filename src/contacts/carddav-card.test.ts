import { describe, expect, it } from 'vitest';
import { href, multistatus, propstat, vcard } from '../dav/card-server.test-support.ts';
import { ConflictError, ProtocolError, SenderError, TransientError } from '../errors.ts';
import { neverAborted } from '../http/client.test-support.ts';
import { SHOP, createJob, editJob, onPut, openBook, pathOf } from './carddav.test-support.ts';
import { derivedUid } from './contact-uid.ts';

const SHOP_PATH = pathOf(derivedUid(SHOP));

describe('a card to edit', () => {
  it('writes the revised card and nothing else of it', async () => {
    const { contacts, store, cards, seen } = await openBook();
    store(pathOf('a'), vcard('3.0', 'a', 'X-KEPT;P="x;y":1', 'NOTE:old'));
    const outcomes = await contacts.save([editJob('a', ' new')], neverAborted);
    expect(outcomes).toMatchObject([{ ok: true, created: false, wrote: true, contact: { note: 'old new' } }]);
    expect(cards.get(pathOf('a'))?.text).toBe(vcard('3.0', 'a', 'X-KEPT;P="x;y":1', 'NOTE:old new'));
    expect(seen.at(-1)?.headers).toMatchObject({ 'if-match': '"1"' });
  });

  it('keeps a vCard 4.0 and its photo as they are', async () => {
    const { contacts, store, cards } = await openBook();
    const photo = 'PHOTO:data:image/png;base64,AAAA';
    store(pathOf('a'), vcard('4.0', 'a', photo));
    await contacts.save([editJob('a', 'new')], neverAborted);
    expect(cards.get(pathOf('a'))?.text).toBe(vcard('4.0', 'a', photo, 'NOTE:new'));
  });

  it('sends no write where nothing is to change', async () => {
    const { contacts, store, writes } = await openBook();
    store(pathOf('a'), vcard('3.0', 'a', 'NOTE:x'));
    const outcomes = await contacts.save([editJob('a', 'x')], neverAborted);
    expect(outcomes).toMatchObject([{ ok: true, created: false, wrote: false, contact: { uid: 'a' } }]);
    expect(writes()).toEqual([]);
  });

  it('sends no request for no jobs', async () => {
    const { contacts, seen } = await openBook();
    await expect(contacts.save([], neverAborted)).resolves.toEqual([]);
    expect(seen).toEqual([]);
  });

  it('reads and revises the card again when someone else changed it', async () => {
    const book = await openBook(
      onPut((count) => {
        if (count <= 2) book.store(pathOf('a'), vcard('3.0', 'a', `NOTE:theirs ${count}`));
        return undefined;
      }),
    );
    book.store(pathOf('a'), vcard('3.0', 'a'));
    const outcomes = await book.contacts.save([editJob('a', ' and mine')], neverAborted);
    expect(outcomes).toMatchObject([{ ok: true, wrote: true, contact: { note: 'theirs 2 and mine' } }]);
    expect(book.noteOf('a')).toBe('theirs 2 and mine');
  });

  it('finds its own first try where a write was repeated', async () => {
    const book = await openBook(
      onPut(() => {
        book.store(pathOf('a'), vcard('3.0', 'a', 'NOTE:mine'));
        return undefined;
      }),
    );
    book.store(pathOf('a'), vcard('3.0', 'a'));
    await expect(book.contacts.save([editJob('a', 'mine')], neverAborted)).resolves.toMatchObject([
      { ok: true },
    ]);
    expect(book.writes()).toHaveLength(1);
  });

  it('gives up a card that keeps changing, after 5 more tries', async () => {
    const book = await openBook(onPut(() => ({ status: 412 })));
    book.store(pathOf('a'), vcard('3.0', 'a'));
    const outcomes = await book.contacts.save([editJob('a', 'x')], neverAborted);
    expect(outcomes).toEqual([{ ok: false, error: expect.any(ConflictError) as unknown }]);
    expect(book.writes()).toHaveLength(6);
  });

  it('leaves a card that is gone to the next cycle, also when it goes in between', async () => {
    const book = await openBook(
      onPut((_, path) => {
        book.cards.delete(path);
        return undefined;
      }),
    );
    book.store(pathOf('a'), vcard('3.0', 'a'));
    const jobs = [editJob('a', 'x'), editJob('b', 'x'), editJob('c', 'x'), editJob('d', 'x')];
    await expect(book.contacts.save(jobs, neverAborted)).resolves.toEqual(
      jobs.map(() => ({ ok: false, error: expect.any(TransientError) as unknown })),
    );
    expect(book.cards.size).toBe(0);
  });

  it('applies all jobs of one card in one write, each to what the one before made of it', async () => {
    const { contacts, store, noteOf, writes } = await openBook();
    store(pathOf('a'), vcard('3.0', 'a'));
    store(pathOf('b'), vcard('3.0', 'b'));
    const jobs = [editJob('a', '1'), editJob('b', '1'), editJob('a', '2'), editJob('a', '1')];
    await expect(contacts.save(jobs, neverAborted)).resolves.toMatchObject([
      { wrote: true, contact: { note: '1' } },
      { wrote: true, contact: { uid: 'b' } },
      { wrote: true, contact: { note: '12' } },
      { wrote: false, contact: { note: '12' } },
    ]);
    expect(noteOf('a')).toBe('12');
    expect(writes().toSorted()).toEqual(['PUT a', 'PUT b']);
  });

  it('reads a card without an ETag once more, where the server may give one', async () => {
    const { contacts, store, requests, noteOf } = await openBook(({ body }) =>
      body.includes('multiget')
        ? multistatus(href(pathOf('a')) + propstat(`<C:address-data>${vcard('3.0', 'a')}</C:address-data>`))
        : undefined,
    );
    store(pathOf('a'), vcard('3.0', 'a'));
    await expect(contacts.save([editJob('a', 'x')], neverAborted)).resolves.toMatchObject([{ ok: true }]);
    expect(requests('GET', 'PUT')).toEqual(['GET a', 'PUT a']);
    expect(noteOf('a')).toBe('x');
  });

  it.each([
    ['no ETag', {}],
    ['a weak ETag, which never matches', { etag: 'W/"1"' }],
  ])('does not write a card for which there is %s', async (_, headers) => {
    const { contacts, writes } = await openBook(({ method, body }) => {
      if (method === 'GET') return { status: 200, headers, body: vcard('3.0', 'a') };
      return body.includes('multiget') ? multistatus() : undefined;
    });
    await expect(contacts.save([editJob('a', 'x')], neverAborted)).resolves.toEqual([
      { ok: false, error: expect.any(SenderError) as unknown },
    ]);
    expect(writes()).toEqual([]);
  });

  it('does not write a card that it cannot read safely', async () => {
    const { contacts, store, writes } = await openBook();
    store(pathOf('a'), 'BEGIN:VCARD\r\nVERSION:3.0\r\nUID:a\r\n');
    await expect(contacts.save([editJob('a', 'x')], neverAborted)).resolves.toEqual([
      { ok: false, error: expect.any(SenderError) as unknown },
    ]);
    expect(writes()).toEqual([]);
  });

  it('reads cards one by one where one of them spoils the answer for all', async () => {
    const { contacts, store, noteOf } = await openBook(({ method, path, body }) => {
      if (body.includes('multiget')) return { status: 207, body: '<a>\u000b</a>' };
      return method === 'GET' && path === pathOf('bad') ? { status: 204 } : undefined;
    });
    store(pathOf('a'), vcard('3.0', 'a'));
    store(pathOf('bad'), vcard('3.0', 'bad'));
    await expect(
      contacts.save([editJob('bad', 'x'), editJob('a', 'x')], neverAborted),
    ).resolves.toMatchObject([{ ok: false, error: expect.any(ProtocolError) as unknown }, { ok: true }]);
    expect(noteOf('a')).toBe('x');
  });
});

describe('a card to make', () => {
  it('makes a card of the derived name, only if there is none', async () => {
    const { contacts, cards, seen } = await openBook();
    await expect(contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      {
        ok: true,
        created: true,
        wrote: true,
        contact: { uid: derivedUid(SHOP), addresses: [SHOP], note: 'made' },
      },
    ]);
    expect([...cards.keys()]).toEqual([SHOP_PATH]);
    expect(seen.at(-1)?.headers).toMatchObject({ 'if-none-match': '*' });
  });

  it('makes nothing twice: a card that is there already is revised', async () => {
    const { contacts, cards } = await openBook();
    await contacts.save([createJob()], neverAborted);
    await expect(contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: false, wrote: true, contact: { note: 'maderevised' } },
    ]);
    await expect(contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: false, wrote: false },
    ]);
    expect(cards.size).toBe(1);
  });

  it('leaves a card alone that has the name but not the address, and takes the next name', async () => {
    const { contacts, store, cards } = await openBook();
    const theirs = vcard('3.0', derivedUid(SHOP), 'EMAIL:renamed@example.test');
    store(SHOP_PATH, theirs);
    await expect(contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: true, contact: { uid: derivedUid(SHOP, 2) } },
    ]);
    expect(cards.get(SHOP_PATH)?.text).toBe(theirs);
  });

  it('revises a card of a later name', async () => {
    const { contacts, store, cards } = await openBook();
    store(SHOP_PATH, vcard('3.0', derivedUid(SHOP)));
    store(pathOf(derivedUid(SHOP, 2)), vcard('3.0', derivedUid(SHOP, 2), `EMAIL:${SHOP}`));
    await expect(contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: false, contact: { uid: derivedUid(SHOP, 2) } },
    ]);
    expect(cards.size).toBe(2);
  });

  it('tries 9 names and no more', async () => {
    const { contacts, store, writes } = await openBook();
    for (let attempt = 1; attempt <= 10; attempt++)
      store(pathOf(derivedUid(SHOP, attempt)), vcard('3.0', derivedUid(SHOP, attempt)));
    await expect(contacts.save([createJob()], neverAborted)).resolves.toEqual([
      { ok: false, error: expect.any(SenderError) as unknown },
    ]);
    expect(writes()).toHaveLength(9);
  });

  it('leaves a card that was deleted while it was looked at to the next cycle', async () => {
    const { contacts } = await openBook(onPut(() => ({ status: 412 })));
    await expect(contacts.save([createJob()], neverAborted)).resolves.toEqual([
      { ok: false, error: expect.any(TransientError) as unknown },
    ]);
  });
});
