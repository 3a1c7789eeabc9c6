import { categoryChain } from '../config/categories/categories.ts';
import { type Category } from '../config/categories/category.ts';
import { type BookListing, type ContactBook } from '../contacts/contact-book.ts';
import { type Lapsed } from '../senders/lapsed.ts';
import { surveyGroups } from '../triage/membership.ts';
import { type SetupFailure } from './apply-setup.ts';

/**
 * Puts contacts back into the groups of their categories, with one write a group. Groups that are not there, or there twice,
 * are left out. Answers with what the server refused; throws when contacts as a whole are out of reach.
 */
export async function putBack(
  lapsed: readonly Lapsed[],
  { listing, categories }: { readonly listing: BookListing; readonly categories: readonly Category[] },
  contacts: Pick<ContactBook, 'changeMembers'>,
  signal: AbortSignal,
): Promise<SetupFailure[]> {
  const changes = surveyGroups(listing, categories).flatMap(({ name, found }) => {
    const [group, other] = found;
    const add = lapsed
      .filter(({ category }) => categoryChain(category, categories).some((link) => link.group === name))
      .map(({ card }) => card.uid);
    return group === undefined || other !== undefined || add.length === 0 ? [] : [{ group, add, remove: [] }];
  });
  const outcomes = await contacts.changeMembers(changes, signal);
  return outcomes.flatMap((outcome, index) => {
    const name = changes[index]?.group.name ?? '';
    const errors = outcome.ok ? [...outcome.refused.values()] : [outcome.error];
    return errors.slice(0, 1).map((error) => ({ name, error }));
  });
}
