import {
  type BookListing,
  type CardEntry,
  type ContactBook,
  type ContactReading,
  type GroupEntry,
} from '../../contacts/contact-book.ts';
import { withoutHistory } from '../../triage/contact-edit.ts';
import {
  groupOfMade,
  isAsMade,
  isNoted,
  isOutside,
  type LeavingContacts,
  MADE_BY_MAILROOM,
} from '../leaving-contacts.ts';

/** Reads what of the address book is still to be done. Memory holds no card's text. */
export async function readLeavingContacts(
  listing: BookListing,
  contacts: ContactReading,
  signal: AbortSignal,
): Promise<LeavingContacts> {
  const noted: CardEntry[] = [];
  const asMade: CardEntry[] = [];
  await contacts.read(
    listing.cards,
    (card, contact) => {
      if (isNoted(contact)) noted.push(card);
      if (isAsMade(contact) && isOutside(listing, card)) asMade.push(card);
    },
    signal,
  );
  const own = await contacts.own(asMade, signal);
  return { noted, made: asMade.filter(({ ref }) => own.has(ref)) };
}

type Refusals = readonly Error[];

/** Puts these into the group for contacts that Mailroom made, and makes that where it is missing. */
export async function gatherMade(
  made: readonly CardEntry[],
  contacts: ContactBook,
  signal: AbortSignal,
): Promise<Refusals> {
  if (made.length === 0) return [];
  await contacts.createGroup(MADE_BY_MAILROOM, signal);
  const group = groupOfMade(await contacts.list(signal));
  if (group === undefined) return [new Error(`the group "${MADE_BY_MAILROOM}" is not there`)];
  return changeGroups([{ group, add: made.map(({ uid }) => uid), remove: [] }], contacts, signal);
}

/** Takes everybody out of these groups, also who is no contact any more. */
export const emptyGroups = (
  groups: readonly GroupEntry[],
  contacts: Pick<ContactBook, 'changeMembers'>,
  signal: AbortSignal,
): Promise<Refusals> =>
  changeGroups(
    groups
      .filter((group) => membersOf(group).length > 0)
      .map((group) => ({ group, add: [], remove: membersOf(group) })),
    contacts,
    signal,
  );

export const membersOf = ({ members, strays }: GroupEntry): string[] => [...members, ...strays];

async function changeGroups(
  changes: Parameters<ContactBook['changeMembers']>[0],
  contacts: Pick<ContactBook, 'changeMembers'>,
  signal: AbortSignal,
): Promise<Refusals> {
  if (changes.length === 0) return [];
  const outcomes = await contacts.changeMembers(changes, signal);
  return outcomes.flatMap((outcome) => (outcome.ok ? [...outcome.refused.values()] : [outcome.error]));
}

/** Takes Mailroom's lines out of the notes of these, a part at a time. Those that may only be read stay as they are. */
export async function clearNotes(
  noted: readonly CardEntry[],
  contacts: ContactBook,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<Refusals> {
  const refusals: Error[] = [];
  for (let start = 0; start < noted.length; start += contacts.sendersAtOnce) {
    const part = noted.slice(start, start + contacts.sendersAtOnce);
    const outcomes = await contacts.save(
      part.map((card) => ({ target: { edit: card }, revise: ({ note }) => withoutLines(note) })),
      signal,
    );
    for (const outcome of outcomes) if (!outcome.ok) refusals.push(outcome.error);
    onProgress(start + part.length);
  }
  return refusals;
}

function withoutLines(note: string | undefined) {
  if (note === undefined) return undefined;
  const rest = withoutHistory(note);
  if (rest === null) return { dropsNote: true } as const;
  return rest === note ? undefined : { note: rest };
}
