import { type CardEntry } from '../contacts/contact-book.ts';

const MAX_EXAMPLES = 3;

/** Some of the cards, by an address of each, and how many more there are. */
export function examples(cards: readonly CardEntry[]): string {
  const names = cards.slice(0, MAX_EXAMPLES).map(({ addresses, uid }) => addresses[0] ?? `the card ${uid}`);
  const more = cards.length - names.length;
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${more} more`;
}
