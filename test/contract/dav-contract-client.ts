import { type DavResponse, parseMultistatus } from '../support/dav-multistatus.ts';
import { type AccountAccess } from '../support/test-jmap.ts';
import { contractClient, type RawAnswer } from './contract-client.ts';

/** Says anything to a CardDAV server. All paths are those of the account. */
export interface DavContractClient {
  readonly principal: string;
  readonly home: string;
  readonly book: string;
  http(
    method: string,
    path: string,
    request?: { headers?: Record<string, string>; body?: string },
  ): Promise<RawAnswer>;
  /** Stores a card in the book under a resource name. */
  put(name: string, text: string, headers?: Record<string, string>): Promise<RawAnswer>;
  /** Sends a body of XML. */
  withBody(method: string, path: string, depth: string, body: string): Promise<RawAnswer>;
  /** Asks for properties, given as XML. */
  propfind(path: string, depth: string, props: string): Promise<DavResponse[]>;
  /** Sends an `addressbook-…` report on the book. */
  report(kind: 'query' | 'multiget', content: string): Promise<RawAnswer>;
}

export const NAMESPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"';

export const card = (...lines: string[]): string => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n');

export const contact = (uid: string, ...lines: string[]): string =>
  card('VERSION:3.0', `UID:${uid}`, 'FN:Ada', 'N:A;;;;', ...lines);

export async function davContractClient(access: AccountAccess): Promise<DavContractClient> {
  const { http } = await contractClient(access);
  const home = `/dav/addressbooks/user/${access.username}/`;
  const book = `${home}Default/`;
  const withBody: DavContractClient['withBody'] = (method, path, depth, body) =>
    http(method, path, { headers: { depth, 'content-type': 'application/xml' }, body });
  return {
    principal: `/dav/principals/user/${access.username}/`,
    home,
    book,
    http,
    withBody,
    put: (name, text, headers = {}) =>
      http('PUT', book + name, { headers: { 'content-type': 'text/vcard', ...headers }, body: text }),
    async propfind(path, depth, props) {
      const body = `<D:propfind ${NAMESPACES}><D:prop>${props}</D:prop></D:propfind>`;
      return parseMultistatus((await withBody('PROPFIND', path, depth, body)).body);
    },
    report(kind, content) {
      const body = `<C:addressbook-${kind} ${NAMESPACES}>${content}</C:addressbook-${kind}>`;
      return withBody('REPORT', book, '1', body);
    },
  };
}
