import { describe, expect, it } from 'vitest';
import { AuthError, ConflictError, ProtocolError, SenderError, TransientError } from '../errors.ts';
import { neverAborted } from '../http/client.test-support.ts';
import {
  type Answer,
  BOOK,
  href,
  multistatus,
  propstat,
  startCardServer,
  vcard,
} from './card-server.test-support.ts';

const ADA = `${BOOK}ada.vcf`;
const PHOTO = 'PHOTO:data:image/png;base64,AAAA';

const BROKEN: [string, Answer, new (message: string) => Error][] = [
  ['malformed XML', { status: 207, body: '<D:multistatus xmlns:D="DAV:"><D:response>' }, ProtocolError],
  ['a document type', { status: 207, body: '<!DOCTYPE a><a/>' }, ProtocolError],
  ['a web page', { status: 200, body: '<html></html>' }, ProtocolError],
  ['no content', { status: 204 }, ProtocolError],
  ['not found', { status: 404 }, ProtocolError],
  ['unauthorised', { status: 401 }, AuthError],
  ['forbidden', { status: 403 }, AuthError],
  ['unavailable', { status: 503 }, TransientError],
  ['too many requests', { status: 429 }, TransientError],
];

describe('listCards', () => {
  it('asks for some properties of every card', async () => {
    const { dav, book, store, seen } = await startCardServer();
    store(ADA, vcard('3.0', 'ada', 'NOTE:a & b'));
    store(`${BOOK}b%20%26.vcf`, vcard('3.0', 'b'));
    await expect(dav.listCards(book, ['UID', 'X-A"<B'], neverAborted)).resolves.toEqual([
      { href: ADA, etag: '"1"', data: vcard('3.0', 'ada', 'NOTE:a & b') },
      { href: `${BOOK}b%20%26.vcf`, etag: '"2"', data: vcard('3.0', 'b') },
    ]);
    expect(seen).toMatchObject([
      {
        method: 'REPORT',
        path: BOOK,
        headers: { depth: '1', 'content-type': 'application/xml; charset=utf-8' },
      },
    ]);
    expect(seen[0]?.body).toContain('<C:prop name="UID"/><C:prop name="X-A&quot;&lt;B"/></C:address-data>');
    expect(seen[0]?.body).toContain('<C:filter test="allof"/>');
  });

  it('leaves out a card that was deleted meanwhile', async () => {
    const { dav, book } = await startCardServer(() =>
      multistatus(`${href(ADA)}<D:status>HTTP/1.1 404 Not Found</D:status>`),
    );
    await expect(dav.listCards(book, ['UID'], neverAborted)).resolves.toEqual([]);
  });

  it('leaves out the book itself', async () => {
    const { dav, book } = await startCardServer(() =>
      multistatus(href(BOOK) + propstat('<D:getetag>"1"</D:getetag>')),
    );
    await expect(dav.listCards(book, ['UID'], neverAborted)).resolves.toEqual([]);
  });

  it.each([
    ['was cut short', `${href(BOOK)}<D:status>HTTP/1.1 507 Insufficient Storage</D:status>`],
    ['lacks a card', `${href(ADA)}<D:status>HTTP/1.1 500 Internal Error</D:status>`],
    ['lacks what is in a card', href(ADA) + propstat('<D:getetag>"1"</D:getetag>')],
  ])('does not take a listing that %s for the whole', async (_, response) => {
    const { dav, book } = await startCardServer(() => multistatus(response));
    await expect(dav.listCards(book, ['UID'], neverAborted)).rejects.toThrow(ProtocolError);
  });

  it.each(BROKEN)('reports %s, naming the request', async (_, answer, error) => {
    const { dav, book } = await startCardServer(() => answer);
    const listing = dav.listCards(book, ['UID'], neverAborted);
    await expect(listing).rejects.toThrow(error);
    await expect(listing).rejects.toThrow(`REPORT ${book.href}`);
  });
});

describe('multiget', () => {
  it('reads cards by the paths asked for, however the server spells them', async () => {
    const asked = `${BOOK}a%40b%c3%a4&.vcf`;
    const { dav, book, seen } = await startCardServer(({ body }) =>
      body.includes('multiget')
        ? multistatus(
            href(`${BOOK}a@b%C3%A4%26.vcf`) + propstat('<C:address-data>card</C:address-data>'),
            href(`${BOOK}never-asked-for.vcf`) + propstat('<C:address-data>card</C:address-data>'),
          )
        : undefined,
    );
    const cards = await dav.multiget(book, [asked], neverAborted);
    expect([...cards]).toEqual([[asked, { href: asked, etag: undefined, data: 'card' }]]);
    expect(seen[0]?.body).toContain(`<D:href>${BOOK}a%40b%c3%a4&amp;.vcf</D:href>`);
  });

  it('leaves out cards that are not there', async () => {
    const { dav, book, store } = await startCardServer();
    store(ADA, vcard('3.0', 'ada'));
    const cards = await dav.multiget(book, [ADA, `${BOOK}gone.vcf`], neverAborted);
    expect([...cards.keys()]).toEqual([ADA]);
  });

  it('asks for at most 50 cards at once', async () => {
    const { dav, book, store, seen } = await startCardServer();
    const paths = Array.from({ length: 101 }, (_, i) => `${BOOK}${i}.vcf`);
    for (const path of paths) store(path, vcard('3.0', path));
    const cards = await dav.multiget(book, paths, neverAborted);
    expect([...cards.keys()]).toEqual(paths);
    const sizes = seen
      .map(({ body }) => body.match(/<D:href>/g)?.length)
      .filter((size) => size !== undefined);
    expect(sizes).toEqual([50, 50, 1]);
  });

  it('reads each card in the version in which it is stored, so that nothing is lost', async () => {
    const { dav, book, store } = await startCardServer();
    const three = vcard('3.0', 'three', 'PHOTO;ENCODING=b;TYPE=PNG:AAAA');
    const four = vcard('4.0', 'four', PHOTO);
    store(`${BOOK}3.vcf`, three);
    store(`${BOOK}4.vcf`, four);
    const cards = await dav.multiget(book, [`${BOOK}3.vcf`, `${BOOK}4.vcf`], neverAborted);
    expect([...cards.values()].map(({ data }) => data)).toEqual([three, four]);
  });

  it('does not trust an incomplete answer about versions', async () => {
    const { dav, book, store } = await startCardServer(({ body }) =>
      body.includes('name="VERSION"')
        ? multistatus(`${href(BOOK)}<D:status>HTTP/1.1 507 Insufficient Storage</D:status>`)
        : undefined,
    );
    store(ADA, vcard('3.0', 'ada'));
    await expect(dav.multiget(book, [ADA], neverAborted)).rejects.toThrow(ProtocolError);
    await expect(dav.getCard(ADA, neverAborted)).rejects.toThrow(ProtocolError);
  });

  it('sends no request for no cards', async () => {
    const { dav, book, seen } = await startCardServer();
    await expect(dav.multiget(book, [], neverAborted)).resolves.toEqual(new Map());
    expect(seen).toEqual([]);
  });

  it.each(BROKEN)('reports %s, naming the request', async (_, answer, error) => {
    const { dav, book } = await startCardServer(() => answer);
    const read = dav.multiget(book, [ADA], neverAborted);
    await expect(read).rejects.toThrow(error);
    await expect(read).rejects.toThrow(`REPORT ${book.href}`);
  });
});

describe('getCard', () => {
  it.each(['3.0', '4.0'] as const)('reads a card that is stored as vCard %s as it is', async (version) => {
    const { dav, store } = await startCardServer();
    const data = vcard(version, 'ada', PHOTO);
    store(ADA, data);
    await expect(dav.getCard(ADA, neverAborted)).resolves.toEqual({ href: ADA, etag: '"1"', data });
  });

  it.each([404, 410])('answers undefined where the server answers %i', async (status) => {
    const { dav } = await startCardServer(() => ({ status }));
    await expect(dav.getCard(ADA, neverAborted)).resolves.toBeUndefined();
  });

  it.each([
    ['forbidden', { status: 403 }, AuthError],
    ['unavailable', { status: 503 }, TransientError],
    ['no content', { status: 204 }, ProtocolError],
  ])('reports %s, naming the request', async (_, answer, error) => {
    const { dav, origin } = await startCardServer(() => answer);
    await expect(dav.getCard(ADA, neverAborted)).rejects.toThrow(error);
    await expect(dav.getCard(ADA, neverAborted)).rejects.toThrow(`GET ${origin.origin}${ADA}`);
  });
});

describe('putCard', () => {
  it.each([
    ['a new card', { ifNoneMatch: '*' }, { 'if-none-match': '*' }],
    ['a card as it was read', { ifMatch: '"7"' }, { 'if-match': '"7"' }],
  ] as const)('writes %s only', async (_, condition, headers) => {
    const { dav, seen } = await startCardServer(() => ({ status: 201, headers: { etag: '"8"' } }));
    const data = vcard('3.0', 'ada', 'NOTE:äöü 😀');
    await expect(dav.putCard(ADA, data, condition, neverAborted)).resolves.toEqual({ etag: '"8"' });
    expect(seen).toEqual([
      {
        method: 'PUT',
        path: ADA,
        headers: expect.objectContaining({
          ...headers,
          'content-type': 'text/vcard; charset=utf-8',
        }) as unknown,
        body: data,
      },
    ]);
  });

  it('reports a condition that does not hold', async () => {
    const { dav, store, cards } = await startCardServer();
    store(ADA, 'theirs');
    await expect(dav.putCard(ADA, 'mine', { ifNoneMatch: '*' }, neverAborted)).rejects.toThrow(ConflictError);
    await expect(dav.putCard(ADA, 'mine', { ifMatch: '"0"' }, neverAborted)).rejects.toThrow(ConflictError);
    expect(cards.get(ADA)?.text).toBe('theirs');
  });

  const error = (content: string): string =>
    `<D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav">${content}</D:error>`;

  it.each([
    ['the precondition', error('<C:valid-address-data/>'), /403 \(valid-address-data\)$/],
    [
      'the precondition and its description',
      error('<C:no-uid-conflict/><D:responsedescription>UID\nin use</D:responsedescription>'),
      /403 \(no-uid-conflict: UID in use\)$/,
    ],
    ['nothing of a web page', '<!DOCTYPE html><title>No</title>', /403$/],
    ['nothing where there is nothing', '', /403$/],
  ])('tells of a refused card: %s', async (_, body, message) => {
    const { dav } = await startCardServer(() => ({ status: 403, body }));
    await expect(dav.putCard(ADA, 'x', { ifNoneMatch: '*' }, neverAborted)).rejects.toThrow(message);
  });

  it.each([
    [400, SenderError],
    [403, SenderError],
    [405, SenderError],
    [409, SenderError],
    [413, SenderError],
    [415, SenderError],
    [422, SenderError],
    [507, SenderError],
    [401, AuthError],
    [404, TransientError],
    [410, TransientError],
    [408, TransientError],
    [429, TransientError],
    [500, TransientError],
    [503, TransientError],
    [304, ProtocolError],
  ])('understands status %i', async (status, expected) => {
    const { dav } = await startCardServer(() => ({ status }));
    await expect(dav.putCard(ADA, 'x', { ifMatch: '"1"' }, neverAborted)).rejects.toThrow(expected);
  });
});

describe('an abort', () => {
  it('ends a request with its reason', async () => {
    const stop = new AbortController();
    const { dav, book } = await startCardServer(() => {
      stop.abort(new Error('stop now'));
      return undefined;
    });
    await expect(dav.listCards(book, ['UID'], stop.signal)).rejects.toThrow('stop now');
  });
});
