import { type AccountSnapshot } from '../../src/sandbox/store/snapshot.ts';
import { type CardContent, readCard, unfolded } from '../support/card-text.ts';

/** A vCard, read. */
export interface KnownCard extends CardContent {
  /** Content lines, each in one piece. */
  readonly lines: readonly string[];
}

const known = new Map<string, KnownCard>();

/** Every card is looked at after every request, and there are few different ones: each is read once. */
export function knownCard(text: string): KnownCard {
  let card = known.get(text);
  if (card === undefined) {
    const lines = unfolded(text)
      .split(/\r?\n/)
      .filter((line) => line !== '');
    card = { ...readCard(text), lines };
    known.set(text, card);
  }
  return card;
}

/** The cards of an address: those that hold it, else those of its whole domain. */
export function cardsWith({ cards }: AccountSnapshot, address: string): KnownCard[] {
  const holding = (held: string): KnownCard[] =>
    Object.values(cards)
      .map(knownCard)
      .filter(({ addresses }) => addresses.includes(held));
  const own = holding(address);
  return own.length > 0 ? own : holding(wholeDomainOf(address));
}

export const wholeDomainOf = (address: string): string => address.replace(/^.*@/, '*@');

/** The groups that a card with the address is in. */
export function groupsOf(snapshot: AccountSnapshot, address: string): string[] {
  const uids = cardsWith(snapshot, address).map(({ uid }) => uid);
  return Object.entries(snapshot.groups)
    .filter(([, members]) => uids.some((uid) => members.includes(uid)))
    .map(([group]) => group);
}

/** What a group may lose when it is joined: it may become vCard 3 over CardDAV, and vCard 4 over JMAP. */
export const isGroupForm = (line: string): boolean =>
  /^(X-ADDRESSBOOKSERVER-)?(MEMBER|KIND)[;:]|^VERSION:/i.test(line);
