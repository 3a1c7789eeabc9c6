import { type HttpClient } from '../http/http-client.ts';
import { type CardExcerpt, type DavCard, excerptOf, incomplete, reportRequest } from './dav-card.ts';
import { type DavRequest, streamMultistatus } from './dav-request.ts';
import { type DavResponse } from './multistatus.ts';
import { pathKey } from './path.ts';
import { multigetProperties, queryAddresses, queryAllCards } from './request-bodies.ts';

const CARDS_PER_REQUEST = 50;

/** What is found is little: hardly any of these addresses is to be found. */
const ADDRESSES_PER_REQUEST = 125;

/** A server that leaves out more than this is not asked for them one request after the other. */
const MAX_GAPS = CARDS_PER_REQUEST;

type OnCard = (card: Pick<DavCard, 'href' | 'data'>) => void;

/**
 * Some properties of every card, one card after the other, so that a large book takes no memory. What the answer names
 * and does not give is asked for once more; a `ProtocolError` when it is left out again: it would pass for a card that is
 * not there.
 */
export async function listCards(
  http: HttpClient,
  book: URL,
  props: readonly string[],
  onCard: OnCard,
  signal: AbortSignal,
): Promise<void> {
  const gaps: string[] = [];
  const request = reportRequest(book, queryAllCards(props));
  await queryCards(
    http,
    request,
    (response) => {
      const card = excerptOf(response);
      if (card !== undefined) onCard(card);
      else if (pathKey(response.href) === pathKey(book.pathname) || gaps.length === MAX_GAPS)
        throw incomplete(request, response);
      else gaps.push(response.href);
    },
    signal,
  );
  const again = await multigetExcerpts(http, book, gaps, props, onCard, signal);
  for (const href of gaps) if (!again.has(href)) throw incomplete(request, { href, status: 200 });
}

/** Some properties of the cards that hold an address, as far as a filter finds them. */
export async function findCards(
  http: HttpClient,
  book: URL,
  addresses: readonly string[],
  props: readonly string[],
  signal: AbortSignal,
): Promise<CardExcerpt[]> {
  const found: CardExcerpt[] = [];
  for (const chunk of chunksOf(addresses, ADDRESSES_PER_REQUEST)) {
    const request = reportRequest(book, queryAddresses(chunk, props));
    await queryCards(
      http,
      request,
      (response) => {
        const card = excerptOf(response);
        if (card === undefined) throw incomplete(request, response);
        found.push(card);
      },
      signal,
    );
  }
  return found;
}

/** What `read` makes of some properties of these cards, by the path asked for. Those that the server did not give are missing. */
export async function multigetExcerpts<Entry>(
  http: HttpClient,
  book: URL,
  hrefs: readonly string[],
  props: readonly string[],
  read: (card: CardExcerpt) => Entry,
  signal: AbortSignal,
): Promise<Map<string, Entry | 'gone'>> {
  const cards = new Map<string, Entry | 'gone'>();
  for (const chunk of chunksOf(hrefs)) {
    const request = {
      ...reportRequest(book, multigetProperties(chunk, props)),
      malformed: 'replace',
    } as const;
    const onCard = (href: string, response: DavResponse): void => {
      const card = excerptOf(response);
      if (response.isGone) cards.set(href, 'gone');
      else if (card !== undefined) cards.set(href, read({ ...card, href }));
    };
    await multiget(http, request, chunk, onCard, signal);
  }
  return cards;
}

/** Hands on what an answer says of the cards asked for, by the path asked for. */
export async function multiget(
  http: HttpClient,
  request: DavRequest,
  hrefs: readonly string[],
  onCard: (href: string, response: DavResponse) => void,
  signal: AbortSignal,
): Promise<void> {
  const asked = new Map(hrefs.map((href) => [pathKey(href), href]));
  await streamMultistatus(
    http,
    request,
    (response) => {
      const href = asked.get(pathKey(response.href));
      if (href !== undefined) onCard(href, response);
    },
    signal,
  );
}

/** Asks about the whole book. A card may be deleted meanwhile, and a server may list the book along with its cards. */
export async function queryCards(
  http: HttpClient,
  request: DavRequest,
  onCard: (response: DavResponse) => void,
  signal: AbortSignal,
): Promise<void> {
  const bookKey = pathKey(request.url.pathname);
  await streamMultistatus(
    http,
    // One card in another charset must not hide the whole book; nothing is written back from such an answer.
    { ...request, malformed: 'replace' },
    (response) => {
      if (!response.isGone && (response.status !== 200 || pathKey(response.href) !== bookKey))
        onCard(response);
    },
    signal,
  );
}

export function chunksOf<T>(items: readonly T[], size = CARDS_PER_REQUEST): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}
