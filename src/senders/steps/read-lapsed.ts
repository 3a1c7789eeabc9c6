import { type Category } from '../../config/categories/category.ts';
import { type BookListing, type ContactReading } from '../../contacts/contact-book.ts';
import { pastOf } from '../card-past.ts';
import { type Lapsed, LapsedFinder } from '../lapsed.ts';

/** The contacts that are not in the category which their notes name last. Memory holds no card's text. */
export async function readLapsed(
  listing: BookListing,
  categories: readonly Category[],
  cards: ContactReading,
  signal: AbortSignal,
): Promise<Lapsed[]> {
  const finder = new LapsedFinder(listing, categories);
  const lastNamed = new Map<string, string>();
  await cards.read(
    finder.candidates,
    ({ ref }, contact) => {
      const { last } = pastOf(contact);
      if (last !== undefined) lastNamed.set(ref, last.category);
    },
    signal,
  );
  return finder.lapsed(lastNamed);
}
