import { categoryChain } from '../config/categories/categories.ts';
import { type Category } from '../config/categories/category.ts';
import { type BookListing, type CardEntry } from '../contacts/contact-book.ts';
import { isMember } from '../contacts/member-uid.ts';
import { type Address } from '../mail/address.ts';
import { surveyGroups } from '../triage/membership.ts';

/** A contact that is not in the category which its note names last: its group was deleted, or it was taken out. */
export interface Lapsed {
  readonly card: CardEntry;
  readonly category: Category;
}

/**
 * Finds the lapsed: first the cards whose notes have to be read for that, then those of them that lapsed. Whoever is in the
 * group of another category is not among them, for groups are the truth; nor is an address with several cards that disagree.
 */
export class LapsedFinder {
  readonly #categories: readonly Category[];
  /** By the name of their group, categories that nobody is in: who is in groups above such a one may have lost it. */
  readonly #deserted: ReadonlySet<string>;
  readonly #groupsOf: ReadonlyMap<Address, ReadonlySet<string>>;
  readonly candidates: readonly CardEntry[];

  constructor(listing: BookListing, categories: readonly Category[]) {
    const managed = surveyGroups(listing, categories);
    this.#categories = categories;
    this.#deserted = new Set(
      managed.filter(({ found }) => found.every(({ members }) => members.size === 0)).map(({ name }) => name),
    );
    const groupsOf = new Map<Address, Set<string>>();
    for (const { uid, addresses } of listing.cards) {
      const names = managed
        .filter(({ found }) => found.some((group) => isMember(group, uid)))
        .map(({ name }) => name);
      for (const address of addresses)
        groupsOf.set(address, new Set([...(groupsOf.get(address) ?? []), ...names]));
    }
    this.#groupsOf = groupsOf;
    this.candidates = listing.cards.filter(
      (card) =>
        card.uid !== '' &&
        card.addresses.length > 0 &&
        categories.some((category) => this.#mayReturn(card, category)),
    );
  }

  /** `lastNamed` has the category that a card's note names last, by the card's `ref`. */
  lapsed(lastNamed: ReadonlyMap<string, string>): Lapsed[] {
    const lapsed = this.candidates.flatMap((card) => {
      const name = lastNamed.get(card.ref)?.normalize();
      const category = this.#categories.find((each) => each.name.normalize() === name);
      return category !== undefined && this.#mayReturn(card, category) ? [{ card, category }] : [];
    });
    const claims = new Map<Address, Set<Category>>();
    for (const { card, category } of lapsed)
      for (const address of card.addresses)
        claims.set(address, (claims.get(address) ?? new Set()).add(category));
    return lapsed.filter(({ card }) => card.addresses.every((address) => claims.get(address)?.size === 1));
  }

  #mayReturn({ addresses }: CardEntry, category: Category): boolean {
    const groups = addresses.flatMap((address) => [...(this.#groupsOf.get(address) ?? [])]);
    if (groups.length === 0) return true;
    const above = categoryChain(category, this.#categories).map(({ group }) => group);
    return this.#deserted.has(category.group) && groups.every((name) => above.includes(name));
  }
}
