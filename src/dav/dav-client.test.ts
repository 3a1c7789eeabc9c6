import { describe, expect, it } from 'vitest';
import { AuthError, ConflictError, ProtocolError, SenderError, TransientError } from '../errors.ts';
import { neverAborted } from '../../test/support/http-client.ts';
import {
  type Answer,
  BOOK,
  href,
  multistatus,
  propstat,
  startCardServer,
  vcard,
} from '../../test/support/card-server.ts';
import { type DavClient } from './dav-client.ts';
import { UidConflictError } from './refusal.ts';

const ADA = `${BOOK}ada.vcf`;
const PHOTO = 'PHOTO:data:image/png;base64,AAAA';

const asItIs = <Card>(card: Card): Card => card;

/** All cards of a book. */
async function listed(dav: DavClient, book: URL, props = ['UID'], signal = neverAborted) {
  const cards: { href: string; data: string }[] = [];
  await dav.listCards(book, props, ({ href: path, data }) => cards.push({ href: path, data }), signal);
  return cards;
}

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
    await expect(listed(dav, book, ['UID', 'X-A"<B'])).resolves.toEqual([
      { href: ADA, data: vcard('3.0', 'ada', 'NOTE:a & b') },
      { href: `${BOOK}b%20%26.vcf`, data: vcard('3.0', 'b') },
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
    await expect(listed(dav, book)).resolves.toEqual([]);
  });

  it('leaves out the book itself', async () => {
    const { dav, book } = await startCardServer(() =>
      multistatus(href(BOOK) + propstat('<D:getetag>"1"</D:getetag>')),
    );
    await expect(listed(dav, book)).resolves.toEqual([]);
  });

  it.each([
    ['was cut short', `${href(BOOK)}<D:status>HTTP/1.1 507 Insufficient Storage</D:status>`],
    ['lacks a card', `${href(ADA)}<D:status>HTTP/1.1 500 Internal Error</D:status>`],
    ['lacks what is in a card', href(ADA) + propstat('<D:getetag>"1"</D:getetag>')],
  ])('does not take a listing that %s for the whole', async (_, response) => {
    const { dav, book } = await startCardServer(() => multistatus(response));
    await expect(listed(dav, book)).rejects.toThrow(ProtocolError);
  });

  it.each([
    ['an empty card', propstat('<C:address-data/>')],
    ['a card of white space', propstat('<C:address-data>\n</C:address-data>')],
    ['a lone propstat that could not be read', propstat('<C:address-data/>', '404 Not Found')],
    ['no address-data', propstat('<D:getetag>"1"</D:getetag>')],
  ])('asks once more for what the answer names and does not give: %s', async (_, content) => {
    const { dav, book, store, seen } = await startCardServer(({ body }) =>
      body.includes('multiget') ? undefined : multistatus(href(ADA) + content),
    );
    store(ADA, vcard('3.0', 'ada', 'NOTE:x'));
    expect(await listed(dav, book)).toEqual([{ href: ADA, data: 'BEGIN:VCARD\r\nUID:ada\r\nEND:VCARD\r\n' }]);
    expect(seen).toHaveLength(2);
  });

  it('takes a card for deleted that is gone when it is asked for again', async () => {
    const { dav, book } = await startCardServer(({ body }) =>
      body.includes('multiget') ? undefined : multistatus(href(ADA) + propstat('<C:address-data/>')),
    );
    await expect(listed(dav, book)).resolves.toEqual([]);
  });

  it('does not ask for the gaps of an answer that has more than 50', async () => {
    const gaps = Array.from({ length: 51 }, (_, i) => href(`${BOOK}${i}.vcf`) + propstat(''));
    const { dav, book, seen } = await startCardServer(() => multistatus(...gaps));
    await expect(listed(dav, book)).rejects.toThrow(ProtocolError);
    expect(seen).toHaveLength(1);
  });

  it.each(BROKEN)('reports %s, naming the request', async (_, answer, error) => {
    const { dav, book } = await startCardServer(() => answer);
    const listing = listed(dav, book);
    await expect(listing).rejects.toThrow(error);
    await expect(listing).rejects.toThrow(`REPORT ${book.href}`);
  });
});

describe('multiget', () => {
  it('reads some properties and the size of cards, by the paths asked for, however the server spells them', async () => {
    const asked = `${BOOK}a%40b%c3%a4&.vcf`;
    const size = '<D:getcontentlength>2000000</D:getcontentlength>';
    const { dav, book, seen } = await startCardServer(() =>
      multistatus(
        href(`${BOOK}a@b%C3%A4%26.vcf`) + propstat(`${size}<C:address-data>card</C:address-data>`),
        href(`${BOOK}never-asked-for.vcf`) + propstat('<C:address-data>card</C:address-data>'),
      ),
    );
    const cards = await dav.multiget(book, [asked], ['UID', 'NOTE'], asItIs, neverAborted);
    expect([...cards]).toEqual([[asked, { href: asked, etag: undefined, data: 'card', size: 2_000_000 }]]);
    expect(seen[0]?.body).toContain(`<D:href>${BOOK}a%40b%c3%a4&amp;.vcf</D:href>`);
    expect(seen[0]?.body).toContain(
      '<C:address-data><C:prop name="UID"/><C:prop name="NOTE"/></C:address-data>',
    );
  });

  it('never has a photo sent', async () => {
    const { dav, book, store } = await startCardServer();
    store(ADA, vcard('3.0', 'ada', PHOTO));
    const cards = await dav.multiget(book, [ADA], ['UID'], asItIs, neverAborted);
    expect(cards.get(ADA)?.data).toBe('BEGIN:VCARD\r\nUID:ada\r\nEND:VCARD\r\n');
  });

  it.each([
    ['that are not there', `${href(ADA)}<D:status>HTTP/1.1 404 Not Found</D:status>`],
    ['that come without their text', href(ADA) + propstat('<D:getetag>"1"</D:getetag>')],
    ['that come empty', href(ADA) + propstat('<C:address-data/>')],
    ['that are not spoken of', href(`${BOOK}b.vcf`) + propstat('')],
  ])('leaves out cards %s', async (_, answer) => {
    const { dav, book } = await startCardServer(() => multistatus(answer));
    const cards = await dav.multiget(book, [ADA], ['UID'], asItIs, neverAborted);
    expect([...cards.keys()]).toEqual([]);
  });

  it('asks for at most 50 cards at once', async () => {
    const { dav, book, store, seen } = await startCardServer();
    const paths = Array.from({ length: 101 }, (_, i) => `${BOOK}${i}.vcf`);
    for (const path of paths) store(path, vcard('3.0', path));
    const cards = await dav.multiget(book, paths, ['UID'], asItIs, neverAborted);
    expect([...cards.keys()]).toEqual(paths);
    expect(seen.map(({ body }) => body.match(/<D:href>/g)?.length)).toEqual([50, 50, 1]);
  });

  it('sends no request for no cards', async () => {
    const { dav, book, seen } = await startCardServer();
    await expect(dav.multiget(book, [], ['UID'], asItIs, neverAborted)).resolves.toEqual(new Map());
    expect(seen).toEqual([]);
  });

  it.each(BROKEN)('reports %s, naming the request', async (_, answer, error) => {
    const { dav, book } = await startCardServer(() => answer);
    const read = dav.multiget(book, [ADA], ['UID'], asItIs, neverAborted);
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
    ['an empty card', { status: 200, body: '\r\n' }, ProtocolError],
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

  it.each([
    ['the card that has the UID', '<D:href>/dav/other%20one.vcf</D:href>', '/dav/other%20one.vcf'],
    ['no card', '', undefined],
    ['a card at another server', '<D:href>https://evil.example/x.vcf</D:href>', undefined],
    ['what is no address', '<D:href>http://[</D:href>', undefined],
  ])('tells of a UID that is taken, where the server names %s', async (_, content, expected) => {
    const body = error(`<C:no-uid-conflict>${content}</C:no-uid-conflict>`);
    const { dav } = await startCardServer(() => ({ status: 403, body }));
    const refused = await dav
      .putCard(ADA, 'x', { ifNoneMatch: '*' }, neverAborted)
      .catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(UidConflictError);
    expect(refused).toMatchObject({ href: expected });
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
    ['nothing of a body that is longer than any reason', error(`<D:x>${'x'.repeat(70_000)}</D:x>`), /403$/],
    ['nothing of elements without end', '<a>'.repeat(20_000), /403$/],
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
    await expect(listed(dav, book, ['UID'], stop.signal)).rejects.toThrow('stop now');
  });
});
