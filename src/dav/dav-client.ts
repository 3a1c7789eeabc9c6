import { ProtocolError, TransientError } from '../errors.ts';
import { type HttpClient, type HttpResponse } from '../http/http-client.ts';
import { requestName } from '../http/request-name.ts';
import { statusError } from '../http/status-error.ts';
import { type CardExcerpt, type CardState, type DavCard } from './dav-card.ts';
import { type DavAddressBook, findAddressBooks } from './discovery.ts';
import { findCards, listCards, multigetExcerpts } from './list-cards.ts';
import { refusal } from './refusal.ts';
import { type CardReader, getCard, openCards } from './whole-cards.ts';

/** What must hold of the resource, or it is not written (RFC 9110 13.1): a state of it, or that there is none. */
export type WriteCondition = { ifMatch: string } | { ifNoneMatch: '*' };

/**
 * The CardDAV protocol (RFC 6352), as far as Mailroom speaks it. There is no DELETE, and no PUT without a condition.
 *
 * All methods throw what `statusError` makes of an error status, and `ProtocolError` when the answer cannot be
 * understood.
 */
export interface DavClient {
  /** Finds the account's address books, at least one: see `discovery.ts`. */
  findAddressBooks(signal: AbortSignal): Promise<DavAddressBook[]>;
  /**
   * Hands on all cards of the book as they come, each with the given vCard properties only. Cards are not kept, so whoever
   * takes them must keep no part of their texts. What the server leaves out is asked for once more; a `ProtocolError` when
   * that is in vain.
   */
  listCards(
    book: URL,
    props: readonly string[],
    onCard: (card: Pick<DavCard, 'href' | 'data'>) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Some properties of the cards that hold an address. Misses those that servers' filters miss: see `queryAddresses`. */
  findCards(
    book: URL,
    addresses: readonly string[],
    props: readonly string[],
    signal: AbortSignal,
  ): Promise<CardExcerpt[]>;
  /**
   * What `read` makes of some properties of single cards, by the path asked for. Those that the server did not give, or
   * said to be gone, are missing.
   */
  multiget<Entry>(
    book: URL,
    hrefs: readonly string[],
    props: readonly string[],
    read: (card: CardExcerpt) => Entry,
    signal: AbortSignal,
  ): Promise<Map<string, Entry>>;
  /**
   * Prepares to read these cards whole. The reader throws `SenderError` for a card that is too large. A card that may be
   * large should be read while no other is.
   */
  openCards(book: URL, cards: readonly CardState[], signal: AbortSignal): Promise<CardReader>;
  /**
   * One whole card as it is stored; undefined when there is none. Throws `ConflictError` when it was stored anew every time
   * that it was read.
   */
  getCard(href: string, signal: AbortSignal): Promise<DavCard | undefined>;
  /**
   * Writes a card. Throws `ConflictError` when the condition does not hold, `UidConflictError` when its UID is another
   * card's, `RefusedError` when the server refuses this card for another reason, `TransientError` when its place is gone.
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
  return {
    findAddressBooks: (signal) => findAddressBooks(http, rootUrl, signal),
    listCards: (book, props, onCard, signal) => listCards(http, book, props, onCard, signal),
    findCards: (book, addresses, props, signal) => findCards(http, book, addresses, props, signal),
    async multiget<Entry>(
      book: URL,
      hrefs: readonly string[],
      props: readonly string[],
      read: (card: CardExcerpt) => Entry,
      signal: AbortSignal,
    ) {
      const cards = await multigetExcerpts(
        http,
        book,
        hrefs,
        props,
        (card) => ({ read: read(card) }),
        signal,
      );
      return new Map([...cards].flatMap(([href, card]) => (card === 'gone' ? [] : [[href, card.read]])));
    },
    openCards: (book, cards, signal) => openCards(http, book, cards, signal),
    getCard: (href, signal) => getCard(http, new URL(href, rootUrl), signal),

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

function putError(response: HttpResponse): Error | undefined {
  const { status, url } = response;
  const where = requestName({ method: 'PUT', url });
  if (status === 404 || status === 410)
    return new TransientError(`${where}: HTTP ${status}: its place is gone`);
  const isAboutThisCard =
    (status >= 400 && status < 500 && ![401, 408, 412, 429].includes(status)) || status === 507;
  if (isAboutThisCard)
    return refusal(`${where}: the server refuses the contact card: HTTP ${status}`, response);
  if (status >= 300 && status < 400) return new ProtocolError(`${where}: HTTP ${status}`);
  return statusError({ method: 'PUT' }, response);
}
