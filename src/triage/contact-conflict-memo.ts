import { type LabelledSender, type Places } from './model.ts';

/**
 * Contact conflicts that wait for the user. They show only in the address book, which an idle cycle does not read; so
 * they are taken to last while labels and flags are as they were - for an hour, in case the user mends the contact.
 */
export interface ContactConflictMemo {
  readonly labels: string;
  readonly foundAt: number;
}

const TRUST_MS = 60 * 60_000;

/** `now` in milliseconds. */
export const rememberConflicts = (
  conflicts: readonly LabelledSender[],
  now: number,
): ContactConflictMemo | undefined =>
  conflicts.length === 0 ? undefined : { labels: labelsIn(conflicts), foundAt: now };

/** Whether the labelled senders are just those of the memo, all flagged: then there is nothing to do. */
export function isKnownConflict(
  memo: ContactConflictMemo | undefined,
  senders: readonly LabelledSender[],
  places: Places,
  now: number,
): boolean {
  if (memo === undefined || now - memo.foundAt >= TRUST_MS) return false;
  const isFlagged = senders.every(({ mails }) =>
    mails.every((mail) => mail.mailboxIds.has(places.errorLabel)),
  );
  return isFlagged && memo.labels === labelsIn(senders);
}

const labelsIn = (senders: readonly LabelledSender[]): string =>
  senders
    .flatMap(({ placed, mails }) => mails.map((mail) => `${mail.id} ${placed.label}`))
    .sort()
    .join('\n');
