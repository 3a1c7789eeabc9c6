import { describe, expect, it, vi } from 'vitest';
import { ConflictError, ProtocolError, SenderError } from '../errors.ts';
import { type HttpClient, type HttpRequest } from '../http/http-client.ts';
import { openCards } from './whole-cards.ts';
import { neverAborted } from '../../test/support/http-client.ts';
import {
  BOOK,
  type Fault,
  href,
  multistatus,
  propstat,
  startCardServer,
  vcard,
} from '../../test/support/card-server.ts';

const ADA = `${BOOK}ada.vcf`;
const PHOTO = 'PHOTO:data:image/png;base64,AAAA';
const LARGE = `PHOTO;ENCODING=b;TYPE=PNG:${'QUJD'.repeat(10_000)}`;
const HUGE = 12_000_001;

/** Opens all cards of a server, and counts the requests for single ones. */
async function openAll(cards: Readonly<Record<string, string>>, fault?: Fault) {
  const server = await startCardServer(fault);
  for (const [path, text] of Object.entries(cards)) server.store(path, text);
  const states = [...server.cards].map(([path, { text, etag }]) => ({ href: path, etag, size: text.length }));
  const read = await server.dav.openCards(server.book, states, neverAborted);
  const reads = (): string[] =>
    server.seen.filter(({ method }) => method === 'GET').map(({ headers }) => headers.accept ?? '');
  return { ...server, read, reads };
}

describe('openCards', () => {
  it('reads small cards together', async () => {
    const three = vcard('3.0', 'three', PHOTO);
    const { read, reads } = await openAll({ [`${BOOK}3.vcf`]: three, [ADA]: vcard('3.0', 'ada') });
    expect(await read(`${BOOK}3.vcf`)).toEqual({ href: `${BOOK}3.vcf`, etag: '"1"', data: three });
    expect(await read(ADA)).toMatchObject({ data: vcard('3.0', 'ada') });
    expect(reads()).toEqual([]);
  });

  it('asks for small cards without waiting to be told what they are stored as', async () => {
    const sent: string[] = [];
    const http = {
      send({ body = '' }: HttpRequest) {
        sent.push(body.includes('multiget') ? 'cards' : 'versions');
        return new Promise<never>(() => undefined);
      },
    } as Partial<HttpClient> as HttpClient;

    void openCards(
      http,
      new URL(BOOK, 'http://x.example'),
      [{ href: ADA, etag: '"1"', size: 10 }],
      neverAborted,
    );

    await vi.waitFor(() => expect(sent.sort()).toEqual(['cards', 'versions']));
  });

  it('reads a card with a photo on its own, when its turn comes', async () => {
    const { read, reads, seen } = await openAll({ [ADA]: vcard('3.0', 'ada', LARGE) });
    expect(reads()).toEqual([]);
    expect(await read(ADA)).toEqual({ href: ADA, etag: '"1"', data: vcard('3.0', 'ada', LARGE) });
    expect(reads()).toHaveLength(1);
    expect(seen.filter(({ body }) => body.includes('multiget'))).toEqual([]);
  });

  it.each([
    ['small', PHOTO],
    ['large', LARGE],
  ])('reads each %s card in the version in which it is stored, so that nothing is lost', async (_, photo) => {
    const three = vcard('3.0', 'three', photo);
    const four = vcard(
      '4.0',
      'four',
      photo.replace('PHOTO;ENCODING=b;TYPE=PNG:', 'PHOTO:data:image/png;base64,'),
    );
    const { read, count } = await openAll({ [`${BOOK}3.vcf`]: three, [`${BOOK}4.vcf`]: four });
    expect((await read(`${BOOK}3.vcf`))?.data).toBe(three);
    expect((await read(`${BOOK}4.vcf`))?.data).toBe(four);
    expect(count('REPORT')).toBeLessThanOrEqual(3);
  });

  it('reads anew a card that was stored in another version after it was looked at', async () => {
    const { read, store } = await openAll({ [ADA]: vcard('3.0', 'ada', LARGE) });
    const four = vcard('4.0', 'ada', PHOTO);
    store(ADA, four);
    expect(await read(ADA)).toEqual({ href: ADA, etag: '"2"', data: four });
  });

  it('reads a card anew each time that it is asked for', async () => {
    const { read, store } = await openAll({ [ADA]: vcard('3.0', 'ada') });
    await read(ADA);
    store(ADA, vcard('3.0', 'ada', 'NOTE:new'));
    expect((await read(ADA))?.data).toContain('NOTE:new');
  });

  it('reads cards one by one where one of them spoils the answer for all', async () => {
    const { read } = await openAll({ [ADA]: vcard('3.0', 'ada') }, ({ body }) =>
      body.includes('multiget') ? { status: 207, body: '<a>\u000b</a>' } : undefined,
    );
    expect((await read(ADA))?.data).toBe(vcard('3.0', 'ada'));
  });

  it('reads a card that it was not opened for, and none where there is none', async () => {
    const { read, store } = await openAll({});
    expect(await read(ADA)).toBeUndefined();
    store(ADA, vcard('3.0', 'ada'));
    expect((await read(ADA))?.data).toBe(vcard('3.0', 'ada'));
  });

  it('does not trust an incomplete answer about versions', async () => {
    const opening = openAll({ [ADA]: vcard('3.0', 'ada') }, ({ body }) =>
      body.includes('name="VERSION"')
        ? multistatus(`${href(BOOK)}<D:status>HTTP/1.1 507 Insufficient Storage</D:status>`)
        : undefined,
    );
    await expect(opening).rejects.toThrow(ProtocolError);
  });

  it('does not take an answer without a card for a card', async () => {
    const { read } = await openAll({ [ADA]: vcard('3.0', 'ada') }, ({ method, body }) => {
      if (method === 'GET') return { status: 200, headers: { etag: '"1"' }, body: '' };
      return body.includes('multiget') ? multistatus(href(ADA) + propstat('<C:address-data/>')) : undefined;
    });
    await expect(read(ADA)).rejects.toThrow(ProtocolError);
  });

  it.each([
    ['that is announced', { 'content-length': String(HUGE) }, 'x'.repeat(HUGE), '12.0 MB'],
    ['that is not', {}, 'x'.repeat(HUGE), '12.0 MB'],
    ['in characters that take twice as much', {}, `😀${'x'.repeat(HUGE / 2)}`, '6.0 MB'],
  ])('refuses a card of more than can be edited, %s, with its size', async (_, headers, body, size) => {
    const { read } = await openAll({ [ADA]: vcard('3.0', 'ada', LARGE) }, ({ method }) =>
      method === 'GET' ? { status: 200, headers, body } : undefined,
    );
    const reading = read(ADA);
    await expect(reading).rejects.toThrow(SenderError);
    await expect(reading).rejects.toThrow(`The contact card at ${ADA} has ${size}`);
  });

  it('sends no request for no cards', async () => {
    const { seen } = await openAll({});
    expect(seen).toEqual([]);
  });
});

describe('getCard', () => {
  const ada4 = vcard('4.0', 'ada', PHOTO);
  const ada3 = vcard('3.0', 'ada', 'PHOTO;ENCODING=b;TYPE=PNG:AAAA');

  it('reads anew a card that is stored in another version while it is read', async () => {
    let changes = 0;
    const server = await startCardServer(({ method, headers }) => {
      const isAskedAs4 = method === 'GET' && headers.accept?.includes('version=4.0') === true;
      if (isAskedAs4 && (changes += 1) === 1) server.store(ADA, ada3);
      return undefined;
    });
    server.store(ADA, ada4);

    expect(await server.dav.getCard(ADA, neverAborted)).toMatchObject({ etag: '"2"', data: ada3 });
  });

  it('gives up a card that is stored anew every time', async () => {
    const server = await startCardServer(({ method }) => {
      if (method === 'GET') server.store(ADA, ada4);
      return undefined;
    });
    server.store(ADA, ada4);

    await expect(server.dav.getCard(ADA, neverAborted)).rejects.toThrow(ConflictError);

    expect(server.count('GET')).toBe(10);
  });
});
