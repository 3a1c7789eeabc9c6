import { type Category } from '../config/categories/category.ts';
import { type BookListing } from '../contacts/contact-book.ts';
import { domainOverlaps } from '../triage/domain-overlaps.ts';
import { type Finding, warning } from './finding.ts';

const MAX_EXAMPLES = 3;

/** Senders that a category has, and another one has their whole domain, so that rules see both. */
export function overlapFindings(categories: readonly Category[], listing: BookListing): Finding[] {
  const overlaps = domainOverlaps(categories, listing);
  if (overlaps.length === 0) return [];
  const shown = overlaps
    .slice(0, MAX_EXAMPLES)
    .map(
      ({ domain, domainGroups, address, groups }) =>
        `${domain} is in ${domainGroups.join(', ')}, ${address} in ${groups.join(', ')}`,
    );
  const more = overlaps.length - shown.length;
  return [
    warning(
      'Contact groups',
      `${shown.join('; ')}${more === 0 ? '' : `; and ${more} more`}: rules see both groups, and may file new mail twice`,
      'have the sender and its domain in one category',
    ),
  ];
}
