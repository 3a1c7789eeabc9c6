import { type SenderReport } from './sender-report.ts';
import { type Places } from '../places/placed-category.ts';
import { type BatchPorts, BatchState } from './batch-state.ts';
import { joinGroups, leaveGroups, newJoined, saveContacts } from './contact-steps.ts';
import { finishMail, sweepMail } from './mail-steps.ts';
import { sweepChanges } from '../mail-changes.ts';
import { type SenderWork } from '../model.ts';

export interface BatchResult {
  readonly done: readonly SenderWork[];
  /** What was done about a sender. */
  readonly reportOn: (work: SenderWork) => SenderReport;
  /** Senders that could not be triaged, and why. */
  readonly failed: ReadonlyMap<SenderWork, Error>;
  /** Senders whose mail or label kept changing: nothing is wrong, the next cycle goes on. */
  readonly waiting: readonly SenderWork[];
  /** How many messages went to another mailbox. */
  readonly moved: number;
  /** How many senders were begun; the others' turn did not come. */
  readonly begun: number;
}

export interface BatchOptions {
  readonly signal: AbortSignal;
  /** Asked before each part: false leaves it and the rest for the next cycle. */
  readonly mayBegin: () => boolean;
  /** The account's mail as the senders' labels were read; what has changed since is read along with their other mail. */
  readonly since?: string | undefined;
  /** Told after each part. */
  readonly onProgress: () => void;
}

/**
 * Triages one batch of senders, each step for all of them together: join, sweep, leave, finish. Only the contacts are saved
 * part by part, for they take a request each. A sender that fails in one step takes no part in the later ones, so its
 * label stays and the next cycle tries again (N4, N6, N8). Throws when mail or contacts as a whole are out of reach.
 */
export async function runBatch(
  parts: readonly (readonly SenderWork[])[],
  places: Places,
  ports: BatchPorts,
  { signal, mayBegin, since, onProgress }: BatchOptions,
): Promise<BatchResult> {
  const state = new BatchState(places, ports, signal);
  const joined = newJoined();
  for (const part of parts) {
    if (!mayBegin()) break;
    state.works.push(...part);
    await saveContacts(state, part, joined);
    onProgress();
  }
  const result = (moved: number): BatchResult => ({
    done: state.active(),
    reportOn: (work) => state.reportOn(work),
    failed: state.failed,
    waiting: [...state.waiting],
    moved,
    begun: state.works.length,
  });

  await joinGroups(state, joined);
  if (state.active().length === 0) return result(0);
  const { view, moved } = await sweepMail(state, sweepChanges, since);
  await leaveGroups(state, joined);
  await finishMail(state, view, joined.misnamed);
  return result(moved);
}
