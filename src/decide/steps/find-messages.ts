import { type MailWalks } from '../../mail/mail-store.ts';
import { type Places } from '../../triage/places/placed-category.ts';
import { CandidateFinder } from '../candidates.ts';
import { type Decision } from '../decisions.ts';

/** Looks for the mail of the senders that are decided about. `onBegin` gets what is found while it grows. */
export async function findMessages(
  decisions: readonly Decision[],
  places: Places,
  walks: MailWalks,
  signal: AbortSignal,
  onBegin: (finder: CandidateFinder) => void,
): Promise<CandidateFinder> {
  const finder = new CandidateFinder(places, decisions);
  onBegin(finder);
  if (decisions.length === 0) return finder;
  // Of senders that stay where they are, only what waits is of interest.
  const left = decisions.flatMap(({ from, placed }) => (from === placed ? [] : (from?.mailbox ?? [])));
  await walks.walk([...new Set([places.screener, places.inbox, ...left])], finder.mail, signal);
  return finder;
}
