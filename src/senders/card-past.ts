import { type Contact } from '../contacts/contact-book.ts';
import { isDerivedUid } from '../contacts/contact-uid.ts';
import { triageHistory } from '../triage/contact-edit.ts';

/** What a contact's card says of how it came to be what it is. */
export interface CardPast {
  /** The name to show. */
  readonly name: string | undefined;
  /** Whether Mailroom made the card, or found it there; undefined where the card says neither. */
  readonly contact: 'created' | 'adopted' | undefined;
  /** The last that was decided about it: the category's name as it was then, and the day (`YYYY-MM-DD`, UTC). */
  readonly last: { readonly category: string; readonly date: string } | undefined;
}

/** Nothing of the answer is a part of the contact's texts: those would stay in memory as a whole. */
export function pastOf({ uid, addresses, fullName, note }: Contact): CardPast {
  const history = triageHistory(note);
  const arrival = history.find(({ verb }) => verb !== 'moved')?.verb;
  const isMade = addresses.some((address) => isDerivedUid(uid, address));
  const last = history.at(-1);
  return {
    name: fullName === undefined ? undefined : copyOf(fullName),
    contact: arrival === 'created' || arrival === 'adopted' ? arrival : isMade ? 'created' : undefined,
    last: last && { category: copyOf(last.category), date: copyOf(last.date) },
  };
}

const copyOf = (text: string): string => Buffer.from(text).toString();
