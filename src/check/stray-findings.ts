import { type Category } from '../config/categories/category.ts';
import { type BookListing } from '../contacts/contact-book.ts';
import { bareUid } from '../contacts/member-uid.ts';
import { surveyGroups } from '../triage/membership.ts';
import { examples } from './examples.ts';
import { type Finding, warning } from './finding.ts';

/** Members of the categories' groups that are written so that the server does not find their cards: its rules miss them. */
export const strayFindings = (categories: readonly Category[], listing: BookListing): Finding[] =>
  surveyGroups(listing, categories)
    .flatMap(({ found }) => found)
    .flatMap(({ name, members, strays }) => {
      const cards = listing.cards.filter(({ uid }) => !members.has(uid) && strays.has(bareUid(uid)));
      if (cards.length === 0) return [];
      return [
        warning(
          'Contact groups',
          `in the group ${name}, in a form that the server does not resolve, so that no rule sees it: ${examples(cards)}`,
          'label one mail of each anew with the label that they have: that writes it as it should be',
        ),
      ];
    });
