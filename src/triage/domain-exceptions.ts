import { type Category } from '../config/categories/category.ts';
import { type BookListing, type GroupEntry } from '../contacts/contact-book.ts';
import { isMember } from '../contacts/member-uid.ts';
import { isPattern } from '../contacts/address-pattern.ts';
import { type Address, isFrom, isWholeDomain } from '../mail/address.ts';
import { type LabelledSender } from './model.ts';
import { isMisrouted } from './routing-rules.ts';

/** Who at a domain keeps a decision of his own when the domain as a whole is decided about. */
export interface DomainExceptions {
  readonly exceptions: ReadonlySet<Address>;
  /** Of these, whose mail rules by contact group would file as the domain's, too. */
  readonly overlaps: readonly Address[];
}

/**
 * Finds them: senders at just that domain with a card of their own in a category's group, and those that another label is
 * about. For a single sender there are none.
 */
export function domainExceptions(
  { sender, placed, exceptions }: LabelledSender,
  others: readonly LabelledSender[],
  { cards }: Pick<BookListing, 'cards'>,
  groups: readonly GroupEntry[],
  categories: readonly Category[],
): DomainExceptions {
  if (!isWholeDomain(sender)) return { exceptions, overlaps: [] };
  const apart = new Map<Address, readonly string[]>([...exceptions].map((address) => [address, []]));
  for (const card of cards) {
    const theirs = card.addresses.filter((address) => !isPattern(address) && isFrom(address, sender));
    // A card that has the domain as well goes where the domain goes.
    if (theirs.length === 0 || card.addresses.includes(sender)) continue;
    const names = groups.filter((group) => isMember(group, card.uid)).map(({ name }) => name.normalize());
    if (names.length === 0) continue;
    for (const address of theirs) apart.set(address, [...(apart.get(address) ?? []), ...names]);
  }
  // What a label says will be so, whatever the groups say today.
  for (const other of others) if (apart.has(other.sender)) apart.set(other.sender, other.placed.groups);
  return {
    exceptions: new Set(apart.keys()),
    overlaps: [...apart].flatMap(([address, names]) =>
      names.length > 0 && isMisrouted(names, placed.groups, categories) ? [address] : [],
    ),
  };
}
