import { type RequestListener } from 'node:http';
import { clientFor } from './http-client.ts';
import { type SeenRequest, startServer } from './local-server.ts';
import { createDavClient } from '../../src/dav/dav-client.ts';
import { escapeXml } from '../../src/dav/xml.ts';

export const BOOK = '/dav/addressbooks/user/ada/Default/';

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** Answers in the server's place; undefined leaves the request to it. */
export type Fault = (request: SeenRequest) => Answer | undefined;

/** A multistatus from what is inside its responses. */
export const multistatus = (...responses: readonly string[]): Answer => ({
  status: 207,
  headers: { 'content-type': 'application/xml; charset=utf-8' },
  body:
    '<?xml version="1.0" encoding="utf-8"?><D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav">' +
    `${responses.map((content) => `<D:response>${content}</D:response>`).join('')}</D:multistatus>`,
});

export const propstat = (props: string, status = '200 OK'): string =>
  `<D:propstat><D:prop>${props}</D:prop><D:status>HTTP/1.1 ${status}</D:status></D:propstat>`;

export const href = (path: string): string => `<D:href>${escapeXml(path)}</D:href>`;

export const vcard = (version: '3.0' | '4.0', uid: string, ...lines: readonly string[]): string =>
  ['BEGIN:VCARD', `VERSION:${version}`, `UID:${uid}`, `FN:${uid}`, ...lines, 'END:VCARD', ''].join('\r\n');

/** One address book that does what Cyrus does, as far as the client can see: it converts cards, and harms photos. */
export async function startCardServer(fault: Fault = () => undefined) {
  const cards = new Map<string, { text: string; etag: string }>();
  let writes = 0;
  const store = (path: string, text: string): string => {
    writes += 1;
    const etag = `"${writes}"`;
    cards.set(path, { text, etag });
    return etag;
  };

  const answerTo = (request: SeenRequest): Answer => {
    const card = cards.get(request.path);
    if (request.method === 'REPORT') return report(request.body);
    if (request.method === 'GET') return card === undefined ? { status: 404 } : get(request, card);
    if (request.method !== 'PUT') return { status: 405 };
    const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers;
    const isMet = ifNoneMatch === '*' ? card === undefined : ifMatch !== undefined && ifMatch === card?.etag;
    if (!isMet) return { status: 412 };
    const etag = store(request.path, request.body);
    return { status: card === undefined ? 201 : 204, headers: { etag } };
  };
  const get = ({ headers }: SeenRequest, { text, etag }: { text: string; etag: string }): Answer => ({
    status: 200,
    headers: { etag, 'content-type': 'text/vcard; charset=utf-8' },
    body: headers.accept?.includes('version=4.0') === true ? text : asVersion3(text),
  });
  const report = (body: string): Answer => {
    const asked = [...body.matchAll(/<D:href>([^<]*)</g)].map(([, path = '']) => path);
    const onlyStoredAs4 = body.includes('name="VERSION"><C:text-match');
    const addresses = [...body.matchAll(/name="EMAIL"><C:text-match[^>]*>([^<]*)/g)].map(
      ([, text = '']) => text,
    );
    const paths = asked.length > 0 ? asked : [...cards.keys()];
    const responses = paths.map((path) => {
      const card = cards.get(path);
      if (card === undefined) return `${href(path)}<D:status>HTTP/1.1 404 Not Found</D:status>`;
      if (onlyStoredAs4 && !isVersion4(card.text)) return '';
      if (addresses.length > 0 && !addresses.some((address) => holds(card.text, address))) return '';
      const whole = body.includes('version="4.0"') ? card.text : asVersion3(card.text);
      const text = body.includes('multiget') ? excerpt(whole, body) : whole;
      const data = body.includes('address-data') ? `<C:address-data>${escapeXml(text)}</C:address-data>` : '';
      const size = body.includes('getcontentlength')
        ? `<D:getcontentlength>${Buffer.byteLength(card.text)}</D:getcontentlength>`
        : '';
      return href(path) + propstat(`<D:getetag>${card.etag}</D:getetag>${size}${data}`);
    });
    return multistatus(...responses.filter((response) => response !== ''));
  };

  const answer: RequestListener = ({ headers: own }, response) => {
    const request = server.seen.find(({ headers }) => headers === own);
    if (request === undefined) throw new Error('The server did not note this request');
    const { status, headers, body } = fault(request) ?? answerTo(request);
    response.writeHead(status, headers).end(body);
  };
  const server = await startServer(answer);
  const dav = createDavClient({ http: clientFor(server.origin).client, rootUrl: server.origin });
  return {
    dav,
    cards,
    /** As some other client would. */
    store,
    seen: server.seen,
    origin: server.origin,
    book: new URL(BOOK, server.origin),
    count: (method: string) => server.seen.filter((request) => request.method === method).length,
  };
}

/** The properties that are asked for by name; all where none is. */
function excerpt(text: string, body: string): string {
  const names = [...body.matchAll(/<C:prop name="([^"]*)"/g)].map(([, name = '']) => name);
  const lines = text.split(/(?<=\n)(?![ \t])/);
  const isAskedFor = (line: string): boolean =>
    ['BEGIN', 'END', ...names].includes(/^(?:[\w-]+\.)?([\w-]+)/.exec(line)?.[1]?.toUpperCase() ?? '');
  return names.length === 0 ? text : lines.filter(isAskedFor).join('');
}

/** As Cyrus 3.6 does it: an address in a property group is not found. */
const holds = (text: string, address: string): boolean =>
  text.split('\r\n').some((line) => /^EMAIL[;:]/i.test(line) && line.toLowerCase().includes(address));

const isVersion4 = (text: string): boolean => text.includes('VERSION:4.0');

const asVersion3 = (text: string): string =>
  isVersion4(text)
    ? text
        .replace('VERSION:4.0', 'VERSION:3.0')
        .replace(/^PHOTO:data:([^;]*);.*$/m, 'PHOTO:data:$1')
        .replace(/^KIND:/m, 'x-addressbookserver-kind:')
        .replace(/^MEMBER:/gm, 'x-addressbookserver-member:')
    : text;
