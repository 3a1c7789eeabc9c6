import { describe, expect, it } from 'vitest';
import { href, multistatus, propstat, vcard } from '../../../test/support/card-server.ts';
import { type SeenRequest } from '../../../test/support/local-server.ts';
import { ConflictError, ProtocolError, SenderError, TransientError } from '../../errors.ts';
import { neverAborted } from '../../../test/support/http-client.ts';
import { SHOP, createJob, editJob, onPut, openBook, pathOf } from '../../../test/support/carddav-book.ts';
import { derivedUid } from '../contact-uid.ts';

/** More than is read together with other cards. */
const LARGE_PHOTO = `PHOTO;ENCODING=b;TYPE=JPEG:${'QUJD'.repeat(300_000)}`;

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

  it('reads no photo of a card that is not written', async () => {
    const { contacts, store, seen, requests } = await openBook();
    store(pathOf('a'), vcard('3.0', 'a', LARGE_PHOTO, 'NOTE:x'));
    await contacts.save([editJob('a', 'x')], neverAborted);
    expect(requests('GET', 'PUT')).toEqual([]);
    const asked = seen.filter(({ method }) => method === 'REPORT').map(({ body }) => body);
    expect(asked).toEqual([
      expect.stringMatching(/<C:address-data>(<C:prop name="(?!PHOTO)[A-Z]+"\/>)+<\/C:address-data>/),
    ]);
  });

  it('reads cards with large photos one at a time, and writes each before it reads the next', async () => {
    const { contacts, store, requests, noteOf } = await openBook();
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) store(pathOf(name), vcard('3.0', name, LARGE_PHOTO));
    await contacts.save(
      names.map((name) => editJob(name, 'x')),
      neverAborted,
    );
    expect(requests('GET', 'PUT')).toEqual(names.flatMap((name) => [`GET ${name}`, `PUT ${name}`]));
    expect(names.map(noteOf)).toEqual(names.map(() => 'x'));
  });

  it('keeps a large photo as it is', async () => {
    const { contacts, store, cards } = await openBook();
    const photo = LARGE_PHOTO.replace(/(.{74})(?=.)/g, '$1\r\n ');
    store(pathOf('a'), vcard('3.0', 'a', photo));
    await contacts.save([editJob('a', 'new')], neverAborted);
    expect(cards.get(pathOf('a'))?.text === vcard('3.0', 'a', photo, 'NOTE:new')).toBe(true);
  });

  it('fails a card alone that is too large', async () => {
    const { contacts, store, noteOf } = await openBook();
    store(pathOf('a'), vcard('3.0', 'a', `PHOTO:${'A'.repeat(12_000_000)}`));
    store(pathOf('b'), vcard('3.0', 'b'));
    const outcomes = await contacts.save([editJob('a', 'x'), editJob('b', 'x')], neverAborted);
    expect(outcomes).toMatchObject([{ ok: false, error: expect.any(SenderError) as unknown }, { ok: true }]);
    expect(outcomes[0]).toMatchObject({ error: { message: expect.stringContaining('12.0 MB') as unknown } });
    expect(noteOf('b')).toBe('x');
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

  describe('that someone stores anew in the other version', () => {
    const photo = 'PHOTO:data:image/png;base64,AAAA';
    const kindOf = ({ method, body }: SeenRequest): string => {
      if (body.includes('text-match')) return 'version';
      if (body.includes('getcontentlength')) return 'size';
      return body.includes('multiget') ? 'text' : method;
    };
    // What is stored as which version is asked while the cards are read, so either may come first.
    const orders = [
      ['size', 'version', 'text', 'PUT'],
      ['size', 'text', 'version', 'PUT'],
    ] as const;
    const rows = orders.flatMap((order, n) =>
      (n === 0 ? [1, 2, 3] : [2]).flatMap((at) =>
        (['3.0', '4.0'] as const).map(
          (version) => [version, `after the ${order[at - 1]}, before the ${order[at]}`, order, at] as const,
        ),
      ),
    );

    it.each(rows)('is written as %s, whole: stored anew %s', async (version, _, order, at) => {
      const before = vcard(version === '3.0' ? '4.0' : '3.0', 'a', photo);
      const now = vcard(version, 'a', photo, 'ORG:now');
      const seen: string[] = [];
      const book = await openBook((request) => {
        if (request.method === 'PROPFIND' || seen.includes('PUT')) return undefined;
        const kind = kindOf(request);
        const isOld = order.slice(0, at).some((each) => each === kind) && !seen.includes(kind);
        seen.push(kind);
        book.cards.set(pathOf('a'), isOld ? { text: before, etag: '"old"' } : { text: now, etag: '"now"' });
        return undefined;
      });

      await book.contacts.save([editJob('a', 'new')], neverAborted);

      expect(book.cards.get(pathOf('a'))?.text).toBe(vcard(version, 'a', photo, 'ORG:now', 'NOTE:new'));
    });
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

  const uidConflict = (content = ''): { status: number; body: string } => ({
    status: 403,
    body: `<D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><C:no-uid-conflict>${content}</C:no-uid-conflict></D:error>`,
  });

  it('revises the card of another name that has the UID, and the address', async () => {
    const { contacts, store, noteOf, cards } = await openBook(
      onPut((count) => (count === 1 ? uidConflict(href(pathOf('theirs'))) : undefined)),
    );
    store(pathOf('theirs'), vcard('3.0', derivedUid(SHOP), `item1.EMAIL:${SHOP}`));
    await expect(contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: false, contact: { uid: derivedUid(SHOP) } },
    ]);
    expect(noteOf('theirs')).toBe('revised');
    expect(cards.size).toBe(1);
  });

  it.each([
    ['a card without the address', href(pathOf('theirs'))],
    ['a card that the server does not name', ''],
  ])('takes the next UID where it belongs to %s', async (_, named) => {
    const { contacts, store, cards } = await openBook(
      onPut((count) => (count === 1 ? uidConflict(named) : undefined)),
    );
    const theirs = vcard('3.0', derivedUid(SHOP), 'EMAIL:other@example.test');
    store(pathOf('theirs'), theirs);
    await expect(contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: true, contact: { uid: derivedUid(SHOP, 2) } },
    ]);
    expect(cards.get(pathOf('theirs'))?.text).toBe(theirs);
  });

  it('tries 9 UIDs and no more', async () => {
    const { contacts, writes } = await openBook(onPut(() => uidConflict()));
    await expect(contacts.save([createJob()], neverAborted)).resolves.toEqual([
      { ok: false, error: expect.any(SenderError) as unknown },
    ]);
    expect(writes()).toHaveLength(9);
  });

  it('does not take an empty answer for a card of somebody else', async () => {
    const { contacts, writes } = await openBook(({ method }) => {
      if (method === 'PUT') return { status: 412 };
      return method === 'GET' ? { status: 200, headers: { etag: '"1"' }, body: '' } : undefined;
    });
    await expect(contacts.save([createJob()], neverAborted)).resolves.toEqual([
      { ok: false, error: expect.any(ProtocolError) as unknown },
    ]);
    expect(writes()).toHaveLength(1);
  });

  it('is revised instead where someone made a contact with the address since the book was listed', async () => {
    const { contacts, store, cards, noteOf } = await openBook();
    store(pathOf('theirs'), vcard('3.0', 'theirs', `EMAIL:${SHOP.toUpperCase()}`));
    await expect(contacts.save([createJob()], neverAborted)).resolves.toMatchObject([
      { ok: true, created: false, wrote: true, contact: { uid: 'theirs' } },
    ]);
    expect([...cards.keys()]).toEqual([pathOf('theirs')]);
    expect(noteOf('theirs')).toBe('revised');
  });

  it.each([
    ['with a longer address', 'EMAIL:my-shop@example.test'],
    ['that is a group', `EMAIL:${SHOP}\r\nX-ADDRESSBOOKSERVER-KIND:group`],
  ])('is made where there is only a card %s', async (_, line) => {
    const { contacts, store } = await openBook();
    store(pathOf('other'), vcard('3.0', 'other', line));
    await expect(contacts.save([createJob()], neverAborted)).resolves.toMatchObject([{ created: true }]);
  });

  it('is made where the server refuses to look for the address', async () => {
    const { contacts } = await openBook(({ body }) =>
      body.includes('name="EMAIL"><C:text') ? { status: 403 } : undefined,
    );
    await expect(contacts.save([createJob()], neverAborted)).resolves.toMatchObject([{ created: true }]);
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
