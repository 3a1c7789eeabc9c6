import { type Invocation, type JmapResponses } from '../../jmap/invocation.ts';
import { ConflictError, ProtocolError } from '../../errors.ts';
import { stringField } from '../../jmap/fields.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { MethodError } from '../../jmap/method-error.ts';
import { completeCards, readCards, readIds } from './card-answers.ts';
import { ADDRESS_BOOKS, type AddressBook, isInBook, readAddressBook } from './jmap-address-book.ts';
import { type ChooseAddressBook } from '../address-book-choice.ts';
import { GROUP_PROPERTIES } from './jscontact-group.ts';
import { type JsCard } from './jscontact.ts';

/** The address book as it was at one state of the account's cards (RFC 8620 1.6.2). */
export interface CardList {
  state: string;
  book: AddressBook;
  /** By id; each with the listed properties only. */
  cards: Map<string, JsCard>;
}

/** What is known of a listed card. */
export const LISTED_PROPERTIES = [...GROUP_PROPERTIES, 'emails'];

/** Cards a page: large enough to be few requests, small enough for a pod's memory. */
const PAGE_SIZE = 500;

/** How often listing starts over because the card that a page hangs on is gone or moved, or the address books changed. */
const MAX_RESTARTS = 5;

/** More than anybody has: a server that goes on has no end. */
const MAX_PAGES = 1_000;

/** Where cards are listed from. */
export interface CardSource {
  readonly jmap: JmapClient;
  readonly chooseBook: ChooseAddressBook;
}

/** Lists all cards of the address book. Throws `AccountError` as `readAddressBook` does. */
export async function listCards(source: CardSource, signal: AbortSignal): Promise<CardList> {
  let scope: Scope = { book: undefined, isFiltered: false };
  for (let restarts = 0; restarts <= MAX_RESTARTS; restarts++) {
    try {
      const listed = await listPages(source, scope, signal);
      if (listed === undefined) continue;
      const { list, isOnePage } = listed;
      if (fits(scope, list.book)) return isOnePage ? list : await catchUp(source, list, signal);
      scope = { book: list.book, isFiltered: !list.book.isOnly };
    } catch (error) {
      if (!(error instanceof MethodError)) throw error;
      if (scope.isFiltered && isFilterRefusal(error)) scope = { ...scope, isFiltered: false };
      else if (error.type !== 'anchorNotFound') throw error;
    }
  }
  throw new ConflictError('Contacts change faster than they can be listed');
}

/** Which cards to ask for: all of the account's until it is known that there are several address books. */
interface Scope {
  book: AddressBook | undefined;
  isFiltered: boolean;
}

const fits = ({ book }: Scope, found: AddressBook): boolean =>
  found.isOnly || (book?.id === found.id && !book.isOnly);

/** Deviation: some servers refuse filters, even that for the address book. Then all cards are listed, and sorted out here. */
const isFilterRefusal = ({ method, type }: MethodError): boolean =>
  method === 'ContactCard/query' && (type === 'unsupportedFilter' || type === 'invalidArguments');

/** Undefined when a page shows no card that the pages before it did not: then they are in another order than they were. */
async function listPages(
  { jmap, chooseBook }: CardSource,
  { book, isFiltered }: Scope,
  signal: AbortSignal,
): Promise<{ list: CardList; isOnePage: boolean } | undefined> {
  const filter = isFiltered && book !== undefined ? { inAddressBook: book.id } : null;
  // Without a filter, which address book a card is in shows on the whole card alone: see `isInBook`.
  const properties = isFiltered || book === undefined ? LISTED_PROPERTIES : null;
  const limit = await pageSize(jmap, signal);
  const named = new Set<string>();
  let list: CardList | undefined;
  let after: string | undefined;
  for (let pages = 1; pages <= MAX_PAGES; pages++) {
    const anchor = after === undefined ? {} : { anchor: after, anchorOffset: 1 };
    const calls: Invocation[] = [
      ['ContactCard/query', { filter, limit, ...anchor }, 'query'],
      ['ContactCard/get', { '#ids': reference('query', '/ids'), properties }, 'page'],
    ];
    const answer = await jmap.call(list === undefined ? [...START, ...calls] : calls, signal);
    const ids = readIds(answer, 'query', 'ids', 'ContactCard/query');
    // The state is of before the query: a card that was changed since may have come to stand on an earlier page.
    list ??= {
      state: readCards(answer, 'start').state,
      book: readAddressBook(answer, chooseBook),
      cards: new Map(),
    };
    keepCards(list, await completeCards(jmap, { answer, callId: 'page', ids, properties }, signal));
    // A server may give fewer than were asked for, and then says so (RFC 8620 5.5).
    const { limit: given = limit } = answer.get('query');
    const last = ids.at(-1);
    if (ids.length < Number(given) || last === undefined) return { list, isOnePage: pages === 1 };
    if (ids.every((id) => named.has(id))) return undefined;
    for (const id of ids) named.add(id);
    after = last;
  }
  throw new ProtocolError(`ContactCard/query goes on after ${MAX_PAGES} pages of contacts`);
}

/** The address books, and the state of the cards before they are listed. */
const START: readonly Invocation[] = [
  ADDRESS_BOOKS,
  ['ContactCard/get', { ids: [], properties: ['id'] }, 'start'],
];

/** Calls that tell what became of a list since its state; `readChanges` takes them in. */
export const changesCalls = ({ state, book }: CardList, maxChanges: number): Invocation[] => {
  // Whose address book a card is in shows on the card alone.
  const properties = book.isOnly ? LISTED_PROPERTIES : null;
  return [
    ['ContactCard/changes', { sinceState: state, maxChanges }, 'changes'],
    ['ContactCard/get', { '#ids': reference('changes', '/created'), properties }, 'created'],
    ['ContactCard/get', { '#ids': reference('changes', '/updated'), properties }, 'updated'],
  ];
};

/**
 * Brings the list up to the state of the answer; true when more changes are to be asked for. Throws what `isHistoryLost`
 * tells where the changes are not all there: then list anew.
 */
export function readChanges(list: CardList, answer: JmapResponses): boolean {
  const where = 'ContactCard/changes';
  const changes = answer.get('changes');
  const newState = stringField(changes, 'newState', where);
  const hasMore = changes.hasMoreChanges === true;
  if (hasMore && newState === list.state)
    throw new ProtocolError('ContactCard/changes announces more changes, but its state stays the same');
  const changed = ['created', 'updated'].map((name) => ({
    ids: readIds(answer, 'changes', name, where),
    cards: readCards(answer, name).cards,
    notFound: readIds(answer, name, 'notFound', 'ContactCard/get'),
  }));
  const destroyed = readIds(answer, 'changes', 'destroyed', where);
  const isGiven = changed.every(({ ids, cards, notFound }) =>
    ids.every((id) => cards.has(id) || notFound.includes(id)),
  );
  const isEmpty = destroyed.length === 0 && changed.every(({ ids }) => ids.length === 0);
  // A state that the server does not know, as after a restore of its data, may have no changes either.
  if (!isGiven || (isEmpty && (hasMore || newState !== list.state)))
    throw new MethodError(where, 'cannotCalculateChanges', 'the answer is not complete');
  for (const id of [...destroyed, ...changed.flatMap(({ notFound }) => notFound)]) list.cards.delete(id);
  for (const { cards } of changed) keepCards(list, cards);
  list.state = newState;
  return hasMore;
}

/** Brings a list up to date, or makes a new one where the server cannot tell what changed. */
export async function catchUp(source: CardSource, list: CardList, signal: AbortSignal): Promise<CardList> {
  const { jmap } = source;
  try {
    const limit = await pageSize(jmap, signal);
    for (let rounds = 1; rounds <= MAX_PAGES; rounds++)
      if (!readChanges(list, await jmap.call(changesCalls(list, limit), signal))) return list;
  } catch (error) {
    if (!isHistoryLost(error)) throw error;
    return listCards(source, signal);
  }
  throw new ProtocolError(`ContactCard/changes goes on after ${MAX_PAGES} pages of changes`);
}

/** Servers have several words for a state that they do not know, or whose changes are too many. */
export const isHistoryLost = (error: unknown): boolean =>
  error instanceof MethodError &&
  (error.type === 'cannotCalculateChanges' ||
    (error.method === 'ContactCard/changes' && error.type === 'invalidArguments') ||
    (error.method === 'ContactCard/get' && error.type === 'requestTooLarge'));

/** Limits may change with the session (RFC 8620 2), which the client reads again when it does. */
export async function pageSize(jmap: JmapClient, signal: AbortSignal): Promise<number> {
  const { limits } = await jmap.session(signal);
  return Math.min(PAGE_SIZE, limits.maxObjectsInGet, limits.maxObjectsInSet);
}

export function keepCards({ cards, book }: CardList, read: ReadonlyMap<string, JsCard>): void {
  for (const [id, card] of read) {
    if (isInBook(card, book)) cards.set(id, listed(card));
    else cards.delete(id);
  }
}

const listed = (card: JsCard): JsCard =>
  Object.fromEntries(LISTED_PROPERTIES.map((property) => [property, card[property]]));

const reference = (resultOf: string, path: string): Record<string, string> => ({
  resultOf,
  name: resultOf === 'query' ? 'ContactCard/query' : 'ContactCard/changes',
  path,
});
