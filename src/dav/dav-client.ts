import { ProtocolError, SenderError, TransientError } from '../errors.ts';
import { type HttpClient, type HttpResponse } from '../http/http-client.ts';
import { requestName } from '../http/request-name.ts';
import { statusError } from '../http/status-error.ts';
import { type DavRequest, requestMultistatus } from './dav-request.ts';
import { findAddressBook } from './discovery.ts';
import { type DavResponse } from './multistatus.ts';
import { pathKey } from './path.ts';
import { refusalReason } from './refusal.ts';
import { QUERY_STORED_AS_4, type VCardVersion, multigetCards, queryAllCards } from './request-bodies.ts';

const CARDS_PER_REQUEST = 50;

/** An address object resource: one card (RFC 6352 5.1). */
export interface DavCard {
  /** The path of the resource, escaped as the server writes it. */
  href: string;
  /** Names this state of the resource; undefined when the server did not say. */
  etag: string | undefined;
  data: string;
}

/** What must hold of the resource, or it is not written (RFC 9110 13.1): a state of it, or that there is none. */
export type WriteCondition = { ifMatch: string } | { ifNoneMatch: '*' };

/**
 * The CardDAV protocol (RFC 6352), as far as Mailroom speaks it. There is no DELETE, and no PUT without a condition.
 *
 * All methods throw what `statusError` makes of an error status, and `ProtocolError` when the answer cannot be
 * understood.
 */
export interface DavClient {
  /** Finds the account's address book: see `discovery.ts`. */
  findAddressBook(signal: AbortSignal): Promise<URL>;
  /** All cards of the book, each with the given vCard properties only. */
  listCards(book: URL, props: readonly string[], signal: AbortSignal): Promise<DavCard[]>;
  /** Whole cards as they are stored, by the path asked for. Those that the server did not return are missing. */
  multiget(book: URL, hrefs: readonly string[], signal: AbortSignal): Promise<Map<string, DavCard>>;
  /** One whole card as it is stored; undefined when there is none. */
  getCard(href: string, signal: AbortSignal): Promise<DavCard | undefined>;
  /**
   * Writes a card. Throws `ConflictError` when the condition does not hold, `SenderError` when the server refuses this
   * card, `TransientError` when its place is gone.
   */
  putCard(
    href: string,
    data: string,
    condition: WriteCondition,
    signal: AbortSignal,
  ): Promise<{ etag: string | undefined }>;
}

/** `http` must be of the origin of `rootUrl`: the server's root, or any collection of the user's. */
export function createDavClient({ http, rootUrl }: { http: HttpClient; rootUrl: URL }): DavClient {
  const report = (book: URL, body: string, signal: AbortSignal): Promise<DavResponse[]> =>
    requestMultistatus(http, reportRequest(book, body), signal);

  /** Asks about the whole book. A gap in the answer would pass for cards that are not there, so there must be none. */
  async function query(book: URL, body: string, signal: AbortSignal): Promise<DavResponse[]> {
    // One card in another charset must not hide the whole book; nothing is written back from such an answer.
    const request: DavRequest = { ...reportRequest(book, body), malformed: 'replace' };
    const answer = await requestMultistatus(http, request, signal);
    // A card may be deleted meanwhile, and a server may list the book along with its cards.
    const isCard = ({ href, status }: DavResponse): boolean =>
      status !== 404 && (status !== 200 || pathKey(href) !== pathKey(book.pathname));
    return answer.filter(isCard).map((response) => {
      if (response.status !== 200) throw incomplete(reportRequest(book, body), response);
      return response;
    });
  }

  /**
   * Servers convert a card to the version they are asked for, and not without loss: Cyrus 3.6 cuts off photos. So cards
   * must be read in the version in which they are stored. No property tells; a filter does.
   */
  async function pathsStoredAs4(book: URL, signal: AbortSignal): Promise<Set<string>> {
    const answer = await query(book, QUERY_STORED_AS_4, signal);
    return new Set(answer.map(({ href }) => pathKey(href)));
  }

  async function multigetAs(
    version: VCardVersion,
    book: URL,
    hrefs: readonly string[],
    signal: AbortSignal,
  ): Promise<Map<string, DavCard>> {
    const cards = new Map<string, DavCard>();
    for (let start = 0; start < hrefs.length; start += CARDS_PER_REQUEST) {
      const chunk = hrefs.slice(start, start + CARDS_PER_REQUEST);
      const asked = new Map(chunk.map((href) => [pathKey(href), href]));
      for (const response of await report(book, multigetCards(chunk, version), signal)) {
        const href = asked.get(pathKey(response.href));
        const card = cardOf(response);
        if (href !== undefined && card !== undefined) cards.set(href, { ...card, href });
      }
    }
    return cards;
  }

  async function getAs(
    version: VCardVersion,
    href: string,
    signal: AbortSignal,
  ): Promise<DavCard | undefined> {
    const url = new URL(href, rootUrl);
    const headers = { accept: `text/vcard; version=${version}` };
    const response = await http.send({ method: 'GET', url, headers }, signal);
    if (response.status === 404 || response.status === 410) return undefined;
    const error = statusError({ method: 'GET' }, response);
    if (error !== undefined) throw error;
    if (response.status !== 200)
      throw new ProtocolError(`${requestName({ method: 'GET', url })}: HTTP ${response.status}`);
    return { href, etag: response.headers.etag, data: response.body };
  }

  return {
    findAddressBook: (signal) => findAddressBook(http, rootUrl, signal),

    async listCards(book, props, signal) {
      const body = queryAllCards(props);
      const answer = await query(book, body, signal);
      return answer.map((response) => {
        const card = cardOf(response);
        if (card === undefined) throw incomplete(reportRequest(book, body), response);
        return card;
      });
    },

    async multiget(book, hrefs, signal) {
      const cards = await multigetAs('3.0', book, hrefs, signal);
      if (cards.size === 0) return cards;
      // Asked only now, so that a card stored anew in between is caught by its ETag.
      const storedAs4 = await pathsStoredAs4(book, signal);
      const converted = [...cards.keys()].filter((href) => storedAs4.has(pathKey(href)));
      for (const href of converted) cards.delete(href);
      for (const [href, card] of await multigetAs('4.0', book, converted, signal)) cards.set(href, card);
      return cards;
    },

    async getCard(href, signal) {
      const card = await getAs('3.0', href, signal);
      if (card === undefined) return undefined;
      const storedAs4 = await pathsStoredAs4(new URL('.', new URL(href, rootUrl)), signal);
      return storedAs4.has(pathKey(href)) ? getAs('4.0', href, signal) : card;
    },

    async putCard(href, data, condition, signal) {
      const url = new URL(href, rootUrl);
      const headers = {
        'content-type': 'text/vcard; charset=utf-8',
        ...('ifMatch' in condition
          ? { 'if-match': condition.ifMatch }
          : { 'if-none-match': condition.ifNoneMatch }),
      };
      const response = await http.send({ method: 'PUT', url, headers, body: data }, signal);
      const error = putError(response);
      if (error !== undefined) throw error;
      return { etag: response.headers.etag };
    },
  };
}

const reportRequest = (url: URL, body: string): DavRequest => ({ method: 'REPORT', url, depth: 1, body });

const incomplete = (request: DavRequest, { href, status }: DavResponse): ProtocolError =>
  new ProtocolError(`${requestName(request)}: the answer is not complete (status ${status} for ${href})`);

function cardOf({ href, status, props }: DavResponse): DavCard | undefined {
  const { addressData, etag } = props;
  if (status !== 200 || addressData === undefined) return undefined;
  return { href, etag, data: addressData };
}

function putError(response: HttpResponse): Error | undefined {
  const { status, url, body } = response;
  const where = requestName({ method: 'PUT', url });
  if (status === 404 || status === 410)
    return new TransientError(`${where}: HTTP ${status}: its place is gone`);
  const isAboutThisCard =
    (status >= 400 && status < 500 && ![401, 408, 412, 429].includes(status)) || status === 507;
  if (isAboutThisCard)
    return new SenderError(
      `${where}: the server refuses the contact card: HTTP ${status}${refusalReason(body)}`,
    );
  if (status >= 300 && status < 400) return new ProtocolError(`${where}: HTTP ${status}`);
  return statusError({ method: 'PUT' }, response);
}
