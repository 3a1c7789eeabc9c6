import { type Category } from '../config/categories/category.ts';
import { indexCards, isPattern } from '../contacts/address-pattern.ts';
import { type BookListing, type CardEntry } from '../contacts/contact-book.ts';
import { isMember } from '../contacts/member-uid.ts';
import { type Address } from '../mail/address.ts';
import { surveyGroups } from './membership.ts';
import { isMisrouted } from './routing-rules.ts';

/** A sender in other groups than its domain: rules see both. */
export interface DomainOverlap {
  readonly address: Address;
  /** Names of the categories' groups that a card of its own is in. */
  readonly groups: readonly string[];
  /** As on the domain's card: `*@x.example`. */
  readonly domain: Address;
  readonly domainGroups: readonly string[];
}

/** Senders of which rules by contact group make something else than of their own groups alone, because of their domain's. */
export function domainOverlaps(
  categories: readonly Category[],
  { cards, groups }: BookListing,
): DomainOverlap[] {
  const managed = surveyGroups({ cards, groups }, categories).flatMap(({ found }) => found);
  const namesOf = (its: readonly CardEntry[]): string[] =>
    managed
      .filter((group) => its.some(({ uid }) => isMember(group, uid)))
      .map(({ name }) => name.normalize());
  const index = indexCards(cards);
  const senders = new Set(
    cards.flatMap(({ addresses }) => addresses.filter((address) => !isPattern(address))),
  );
  return [...senders].flatMap((address) => {
    const [covering] = index.covering(address).filter((card) => namesOf([card]).length > 0);
    const domain = covering?.addresses.find(isPattern);
    if (covering === undefined || domain === undefined) return [];
    const own = namesOf(index.of(address));
    const domainGroups = namesOf(index.covering(address));
    return own.length > 0 && isMisrouted(own, domainGroups, categories)
      ? [{ address, groups: own, domain, domainGroups }]
      : [];
  });
}
