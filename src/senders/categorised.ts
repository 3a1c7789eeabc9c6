import { type BookListing, type CardEntry } from '../contacts/contact-book.ts';
import { indexCards, isPattern } from '../contacts/address-pattern.ts';
import { isMember } from '../contacts/member-uid.ts';
import { type Address } from '../mail/address.ts';
import { categoriesOf, managedGroups } from '../triage/membership.ts';
import { type PlacedCategory, type Places } from '../triage/places/placed-category.ts';
import { type CardPast } from './card-past.ts';

/** A sender that is in a category. */
export interface Categorised {
  readonly placed: PlacedCategory;
  /** The day on which it came there (`YYYY-MM-DD`, UTC); undefined where its card does not say. */
  readonly since: string | undefined;
  readonly contact: CardPast['contact'];
  /** What its card is called. */
  readonly name: string | undefined;
}

/** A card in groups of categories, and those categories. */
export interface CategorisedCard {
  readonly card: CardEntry;
  readonly categories: readonly PlacedCategory[];
}

/** The cards that are in the groups of categories. Throws `AccountError` as `managedGroups` does. */
export function categorisedCards(listing: BookListing, places: Places): CategorisedCard[] {
  const groups = [
    ...managedGroups(
      listing,
      places.categories.map(({ category }) => category),
    ).values(),
  ];
  return listing.cards.flatMap((card) => {
    const memberOf = groups.filter((group) => isMember(group, card.uid));
    return memberOf.length === 0 ? [] : [{ card, categories: categoriesOf(memberOf, places) }];
  });
}

/** The senders that are in a category, by address; `get` also of one that its domain's card alone speaks for. */
export type CategorisedSenders = Pick<ReadonlyMap<Address, Categorised>, 'get' | 'keys'>;

/** `pasts` by the cards' `ref`. */
export function categorise(
  cards: readonly CategorisedCard[],
  pasts: ReadonlyMap<string, CardPast>,
): CategorisedSenders {
  const senders = new Map<Address, Categorised>();
  for (const { card, categories } of cards) {
    const past = pasts.get(card.ref);
    const placed = meant(categories, past);
    if (placed === undefined) continue;
    const since =
      past?.last !== undefined && isNamed(placed, past.last.category) ? past.last.date : undefined;
    const sender = { placed, since, contact: past?.contact, name: past?.name };
    for (const address of card.addresses) if (!senders.has(address)) senders.set(address, sender);
  }
  const { covering } = indexCards(cards.map(({ card }) => card));
  const ofDomain = (address: Address): Categorised | undefined => {
    const [pattern] = covering(address).flatMap(({ addresses }) => addresses.filter(isPattern));
    const domain = pattern && senders.get(pattern);
    // What it is called, and how it came to be, is said of the domain.
    return domain && { ...domain, contact: undefined, name: undefined };
  };
  return { get: (address) => senders.get(address) ?? ofDomain(address), keys: () => senders.keys() };
}

/**
 * A sender is in the groups of its category and of all above it, so the one with the most above it is meant; where that
 * leaves several, as of categories that share a group, the one that the card names last.
 */
function meant(
  categories: readonly PlacedCategory[],
  past: CardPast | undefined,
): PlacedCategory | undefined {
  const deepest = Math.max(...categories.map(({ depth }) => depth));
  const candidates = categories.filter(({ depth }) => depth === deepest);
  return candidates.find((placed) => isNamed(placed, past?.last?.category)) ?? candidates[0];
}

const isNamed = ({ category }: PlacedCategory, name: string | undefined): boolean =>
  category.name.normalize() === name?.normalize();
