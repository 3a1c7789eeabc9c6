import { ConflictError, ProtocolError, SenderError } from '../errors.ts';
import { type HttpClient, type HttpRequest } from '../http/http-client.ts';
import { requestName } from '../http/request-name.ts';
import { statusError } from '../http/status-error.ts';
import { type CardState, type DavCard, excerptOf, incomplete, reportRequest } from './dav-card.ts';
import { chunksOf, multiget, queryCards } from './list-cards.ts';
import { type DavResponse } from './multistatus.ts';
import { pathKey } from './path.ts';
import { multigetCards, QUERY_STORED_AS_4, type VCardVersion } from './request-bodies.ts';

/** Up to this many bytes cards are read together, 50 at a time: most have no photo. */
const MAX_SHARED_BYTES = 32 * 1024;

/**
 * A larger card is not edited within the memory that the service has. In bytes of memory: text with any character beyond
 * Latin-1 takes 2 a character.
 */
const MAX_TEXT_BYTES = 12_000_000;

/** How often a card is read that is stored anew meanwhile. */
const MAX_ATTEMPTS = 5;

/** Reads one of the cards that it was opened for, whole and as it is stored; undefined when there is none. */
export type CardReader = (href: string) => Promise<DavCard | undefined>;

/**
 * Prepares to read these cards whole: small ones are read together at once, a large one when its turn comes. No request
 * is sent for no cards.
 *
 * Servers convert a card to the version they are asked for, and not without loss: Cyrus 3.6 cuts off photos. So cards
 * must be read in the version in which they are stored. No property tells; a filter does. What it says holds for a card
 * that has the same ETag before and after: before, in the state that is given, and after, when it is written on the
 * condition that it still has it. So it can be asked while the cards are read, as 3.0, which most are.
 */
export async function openCards(
  http: HttpClient,
  book: URL,
  cards: readonly CardState[],
  signal: AbortSignal,
): Promise<CardReader> {
  if (cards.length === 0) return (href) => getCard(http, new URL(href, book), signal);
  const known = new Map(cards.map((card) => [card.href, card]));
  const small = cards.filter(({ size }) => size !== undefined && size <= MAX_SHARED_BYTES);
  const smallHrefs = small.map(({ href }) => href);
  const [storedAs4, shared] = await bothOf(
    pathsStoredAs4(http, book, signal),
    readTogether(http, book, smallHrefs, '3.0', signal),
  );
  const versionOf = (href: string): VCardVersion => (storedAs4.has(pathKey(href)) ? '4.0' : '3.0');
  const small4 = smallHrefs.filter((href) => versionOf(href) === '4.0');
  for (const href of small4) shared.delete(href);
  for (const [href, card] of await readTogether(http, book, small4, '4.0', signal)) shared.set(href, card);

  return async (href) => {
    const url = new URL(href, book);
    const etag = known.get(href)?.etag;
    const card = shared.get(href) ?? (etag && (await getAs(http, versionOf(href), url, signal)));
    // Not kept: whoever asks again wants what has changed since.
    known.delete(href);
    shared.delete(href);
    return card && card.etag !== undefined && card.etag === etag ? card : getCard(http, url, signal);
  };
}

/** One whole card as it is stored; undefined when there is none. */
export async function getCard(http: HttpClient, url: URL, signal: AbortSignal): Promise<DavCard | undefined> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const card = await getAs(http, '3.0', url, signal);
    if (card === undefined) return undefined;
    // Asked only now, so that a card stored anew in between is caught by its ETag.
    const storedAs4 = await pathsStoredAs4(http, new URL('.', url), signal);
    if (!storedAs4.has(pathKey(card.href))) return card;
    const stored = await getAs(http, '4.0', url, signal);
    if (stored?.etag === card.etag) return stored;
  }
  throw new ConflictError(`The contact card at ${url.pathname} was changed every time it was read`);
}

/** Throws only when neither is under way any more; of two failures, the first one's. */
async function bothOf<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}

/** Those of the cards that the server gives, by path. */
async function readTogether(
  http: HttpClient,
  book: URL,
  hrefs: readonly string[],
  version: VCardVersion,
  signal: AbortSignal,
): Promise<Map<string, DavCard>> {
  const cards = new Map<string, DavCard>();
  for (const chunk of chunksOf(hrefs)) {
    const inChunk: DavCard[] = [];
    const keep = (href: string, response: DavResponse): void => {
      const card = excerptOf(response);
      if (card !== undefined) inChunk.push({ href, etag: card.etag, data: card.data });
    };
    try {
      await multiget(http, reportRequest(book, multigetCards(chunk, version)), chunk, keep, signal);
    } catch (error) {
      // One card can make the whole answer unreadable, by bytes that are no UTF-8 for instance.
      if (error instanceof ProtocolError) continue;
      throw error;
    }
    for (const card of inChunk) cards.set(card.href, card);
  }
  return cards;
}

async function pathsStoredAs4(http: HttpClient, book: URL, signal: AbortSignal): Promise<Set<string>> {
  const paths = new Set<string>();
  const request = reportRequest(book, QUERY_STORED_AS_4);
  await queryCards(
    http,
    request,
    (response) => {
      if (response.status !== 200) throw incomplete(request, response);
      paths.add(pathKey(response.href));
    },
    signal,
  );
  return paths;
}

async function getAs(
  http: HttpClient,
  version: VCardVersion,
  url: URL,
  signal: AbortSignal,
): Promise<DavCard | undefined> {
  const where = requestName({ method: 'GET', url });
  let data = '';
  let isWide = false;
  const receive: HttpRequest['receive'] = ({ headers }) => {
    const size = Number(headers['content-length'] ?? 0);
    const assertFits = (bytes: number): void => {
      if (bytes > MAX_TEXT_BYTES) throw tooLarge(url, Math.max(size, data.length));
    };
    assertFits(size);
    return (text) => {
      data += text;
      isWide ||= /[^\0-\xff]/.test(text);
      assertFits(isWide ? 2 * data.length : data.length);
    };
  };
  const headers = { accept: `text/vcard; version=${version}` };
  const response = await http.send({ method: 'GET', url, headers, receive }, signal);
  if (response.status === 404 || response.status === 410) return undefined;
  const error = statusError({ method: 'GET' }, response);
  if (error !== undefined) throw error;
  if (response.status !== 200) throw new ProtocolError(`${where}: HTTP ${response.status}`);
  if (data.trim() === '') throw new ProtocolError(`${where}: the answer is empty`);
  return { href: url.pathname, etag: response.headers.etag, data };
}

const tooLarge = (url: URL, bytes: number): SenderError =>
  new SenderError(
    `The contact card at ${url.pathname} has ${(bytes / 1_000_000).toFixed(1)} MB, more than can be edited ` +
      `(${MAX_TEXT_BYTES / 1_000_000} MB, or half of that where it has letters beyond Latin-1). ` +
      'Make its photo smaller in your address book.',
  );
