import { type BookListing, type CardEntry, type Contact, type GroupEntry } from '../contacts/contact-book.ts';
import { isMember } from '../contacts/member-uid.ts';
import { splitPersonName } from '../contacts/person-name.ts';
import { withoutHistory } from '../triage/contact-edit.ts';

/** The group that contacts go into which Mailroom made: for the user to look at, and to delete or keep. */
export const MADE_BY_MAILROOM = 'Made by Mailroom';

/** What is to be done, counted. */
export interface LeaveCounts {
  readonly labelled: number;
  /** Messages that go elsewhere; where they stay, none. */
  readonly moving: number;
  readonly members: number;
  readonly made: number;
  readonly noted: number;
}

/** What of the address book is still to be done. */
export interface LeavingContacts {
  /** Cards with lines of Mailroom's in their notes. */
  readonly noted: readonly CardEntry[];
  /** Cards that Mailroom made, that nobody changed, and that are not in the group for them yet. */
  readonly made: readonly CardEntry[];
}

/** Whether the note has lines of Mailroom's. */
export const isNoted = ({ note }: Contact): boolean => note !== undefined && withoutHistory(note) !== note;

/**
 * Whether name and note of a contact are as Mailroom made them. A company's name is the contact's, a person's is split as
 * Mailroom splits it; a note has nothing but Mailroom's lines.
 */
export function isAsMade({ fullName = '', organization, personName, nicknames, note }: Contact): boolean {
  if (nicknames !== undefined || (note !== undefined && withoutHistory(note) !== null)) return false;
  if (organization !== undefined) return organization === fullName && personName === undefined;
  const split = splitPersonName(fullName);
  return (
    personName !== undefined &&
    (['given', 'family', 'middle', 'prefix', 'suffix'] as const).every(
      (part) => personName[part].trim() === split[part].trim(),
    )
  );
}

/** The group for contacts that Mailroom made, once there is one. */
export const groupOfMade = ({ groups }: BookListing): GroupEntry | undefined =>
  groups.find(({ name }) => name.normalize() === MADE_BY_MAILROOM);

/** Whether the card is not in the group for those that Mailroom made. */
export const isOutside = (listing: BookListing, { uid }: CardEntry): boolean => {
  const group = groupOfMade(listing);
  return group === undefined || !isMember(group, uid);
};
