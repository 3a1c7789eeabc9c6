import { type Places } from '../places/placed-category.ts';
import { type LabelledSender } from '../model.ts';
import { type Plan } from '../plan.ts';

/**
 * Contact conflicts that wait for the user. They show only in the address book, which an idle cycle does not read; so
 * they are taken to last while labels and flags are as they were - for an hour, in case the user mends the contact.
 */
export interface ContactConflictMemo {
  readonly labels: string;
  readonly foundAt: number;
}

const TRUST_MS = 60 * 60_000;

/** What the labels of a cycle say; whether it is a contact conflict depends on nothing else that the mail has. */
type Labelled = Pick<Plan, 'senders' | 'conflicts'>;

/** `found` are those of the labelled senders that the address book shows to be in conflict. `now` in milliseconds. */
export const rememberConflicts = (
  found: readonly LabelledSender[],
  { conflicts }: Labelled,
  now: number,
): ContactConflictMemo | undefined =>
  found.length === 0 ? undefined : { labels: labelsIn({ senders: found, conflicts }), foundAt: now };

/**
 * Whether the labelled senders are just those of the memo, all flagged, and in dispute with the same others: then there is
 * nothing to do.
 */
export function isKnownConflict(
  memo: ContactConflictMemo | undefined,
  labelled: Labelled,
  places: Places,
  now: number,
): boolean {
  if (memo === undefined || now - memo.foundAt >= TRUST_MS) return false;
  const isFlagged = labelled.senders.every(({ mails }) =>
    mails.every((mail) => mail.mailboxIds.has(places.errorLabel)),
  );
  return isFlagged && memo.labels === labelsIn(labelled);
}

/** A sender may share a card with one that has two labels: while that one is in conflict with itself, so is the sender. */
const labelsIn = ({ senders, conflicts }: Labelled): string =>
  [
    ...senders.flatMap(({ placed, mails }) => mails.map((mail) => `${mail.id} ${placed.label}`)),
    ...conflicts.map((address) => `in conflict ${address}`),
  ]
    .sort()
    .join('\n');
