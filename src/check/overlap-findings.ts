import { counted } from '../counted.ts';
import { type Category } from '../config/categories/category.ts';
import { type BookListing } from '../contacts/contact-book.ts';
import { domainOverlaps } from '../triage/domain-overlaps.ts';
import { type Finding, warning } from './finding.ts';

/** Senders that a category has, and another one has their whole domain, so that rules see both. */
export function overlapFindings(categories: readonly Category[], listing: BookListing): Finding[] {
  const overlaps = domainOverlaps(categories, listing);
  if (overlaps.length === 0) return [];
  const senders = counted(overlaps.length, 'sender');
  return [
    {
      ...warning(
        'Contact groups',
        `${senders} in another group than the whole domain, so that a rule for either sees new mail`,
        'replace your rules by what "mailroom rules" writes, where these senders come first. If you did since the last of them was triaged, all is well',
      ),
      who: overlaps.map(
        ({ address, groups, domain, domainGroups }) =>
          `${address} in ${groups.join(' and ')} (${domain} in ${domainGroups.join(' and ')})`,
      ),
    },
  ];
}
