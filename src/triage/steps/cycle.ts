import { type CycleMemory } from './cycle-memory.ts';
import { AuthError, CertificateError, ConflictError, TransientError } from '../../errors.ts';
import { type BatchResult, runBatch } from './batch.ts';
import { about, type BatchPorts } from './batch-state.ts';
import { isKnownConflict, rememberConflicts } from './contact-conflict-memo.ts';
import { settleFound } from './conversation-steps.ts';
import { flagSenders, settlePlan, unlabelSenders } from './label-steps.ts';
import { batches, clusters, isNewcomer, isStillUndecided, lookUp } from '../membership.ts';
import { type LabelledSender, type SenderWork } from '../model.ts';
import { type Plan } from '../plan.ts';
import {
  isAboutContacts,
  problemsOfContacts,
  problemsOfLabels,
  type StandingProblem,
} from './standing-problems.ts';
import { scanLabels } from './scan-labels.ts';

/** So many senders share one listing of the mailboxes. */
const BATCH_SIZE = 1_000;

/**
 * No new part of a batch starts this long after the first one, so that freshly labelled mail does not wait for a long
 * backlog. What a cycle has to read before that does not count, however long it takes: it would be the same again.
 */
const BATCH_START_LIMIT_MS = 4 * 60_000;

/** How many cycles in a row a sender fails by its own fault before its mail gets the error label. */
const FAILURES_BEFORE_FLAG = 3;

export interface CyclePorts extends BatchPorts {
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
}

export interface CycleReport {
  /** Nothing was to be done: the scan was all. */
  readonly isIdle: boolean;
  readonly triaged: number;
  readonly failed: number;
  readonly waiting: number;
  readonly conflicts: number;
  /** Labelled messages that name no sender. */
  readonly unusable: number;
  /** Messages that went to another mailbox. */
  readonly moved: number;
  /** Senders whose triage was begun. */
  readonly begun: number;
  /** Senders whose turn did not come: start the next cycle at once. */
  readonly left: number;
  /** What waits for the user. */
  readonly standing: readonly StandingProblem[];
}

export interface CycleOptions {
  readonly signal: AbortSignal;
  /** Asked before each part of a batch: true ends the cycle with what is begun. */
  readonly isStopping?: () => boolean;
  /** Told when contacts were saved, and when a batch is done. */
  readonly onProgress?: () => void;
}

/**
 * Runs one cycle: scan, plan, look up, then batch by batch join, sweep, leave, finish. One sender's failure is reported
 * and fails nothing else; the function throws when mail or contacts as a whole are out of reach (`TransientError`,
 * `AuthError`, `ProtocolError`) or lack a mailbox or group (`AccountError`).
 */
export async function runCycle(
  memory: CycleMemory,
  ports: CyclePorts,
  options: CycleOptions,
): Promise<CycleReport> {
  const { signal } = options;
  const { scan, places } = await scanLabels(memory, ports, signal);
  const { plan, view, ...planned } = await settlePlan(scan, places, memory.isOwnAddress, ports, signal);
  const counts = {
    triaged: 0,
    failed: planned.refused,
    waiting: 0,
    conflicts: plan.conflicts.length + plan.refusals.length,
    unusable: plan.unusable.length,
    moved: 0,
    begun: 0,
    left: 0,
  };
  forgetUnlabelled(memory, plan);
  const putOff = (senders: readonly LabelledSender[]): void => {
    for (const sender of senders) ports.log('sender_waits', about(sender));
    counts.waiting += senders.length;
  };
  const { standing } = memory;
  const ofLabels = problemsOfLabels(plan, view.mails, places);
  standing.tell(ofLabels, ports.log);
  if (!planned.isSettled) {
    putOff(plan.senders);
    return { ...counts, isIdle: false, standing: standing.list };
  }
  if (plan.senders.length === 0) {
    standing.keepOnly(ofLabels);
    return { ...counts, isIdle: planned.isQuiet, standing: standing.list };
  }
  if (isKnownConflict(memory.contactConflicts, plan, places, ports.now())) {
    standing.keepOnly([...ofLabels, ...standing.list.filter(isAboutContacts)]);
    const conflicts = counts.conflicts + plan.senders.length;
    return { ...counts, conflicts, isIdle: planned.isQuiet, standing: standing.list };
  }

  const book = await ports.contacts.list(signal);
  const found = lookUp(plan.senders, plan.conflicts, book, places, memory.newcomers);
  const { heldThreads, undecided, refused } = await settleFound(view, found, places, ports, signal);
  const conflicts = [...found.conflicts, ...undecided];
  memory.contactConflicts = rememberConflicts(conflicts, plan, ports.now());
  counts.conflicts += conflicts.length;
  counts.failed += refused;
  const ofContacts = problemsOfContacts(found.conflicts, undecided);
  standing.tell(ofContacts, ports.log);
  standing.keepOnly([...ofLabels, ...ofContacts]);
  const isHeld = ({ mails }: SenderWork): boolean => mails.some(({ threadId }) => heldThreads.has(threadId));
  const all = clusters(found.works);
  putOff(all.filter((cluster) => cluster.some(isHeld)).flat());
  const ready = all.filter((cluster) => !cluster.some(isHeld));
  const still = ready.flat().filter(isStillUndecided);
  const unlabelled = await unlabelSenders(still, view, places, ports, signal);
  for (const work of unlabelled.done) ports.log('sender_triaged', { ...about(work), contact: 'none' });
  counts.triaged += unlabelled.done.length;
  counts.failed += unlabelled.refused;
  const free = ready.filter((cluster) => !cluster.some(isStillUndecided));
  for (const work of free.flat()) {
    if (work.mails.some(({ viaList }) => viaList)) ports.log('mailing_list_sender', about(work));
  }

  const failing: StandingProblem[] = [];
  let firstBegunAt: number | undefined;
  const mayBegin = (): boolean => {
    if (options.isStopping?.() === true) return false;
    firstBegunAt ??= ports.now();
    return ports.now() - firstBegunAt < BATCH_START_LIMIT_MS;
  };
  const onProgress = (): void => options.onProgress?.();
  // Of the first batch alone: what the others would read again is mostly what those before them moved.
  let since: string | undefined = view.state;
  for (const batch of batches(free, BATCH_SIZE)) {
    const parts = batches(clusters(batch), ports.contacts.sendersAtOnce);
    for (const work of batch) if (isNewcomer(work)) memory.newcomers.add(work.sender);
    const result = await runBatch(parts, places, ports, { signal, mayBegin, since, onProgress });
    since = undefined;
    counts.begun += result.begun;
    counts.left += batch.length - result.begun;
    for (const work of result.done)
      ports.log('sender_triaged', {
        ...about(work),
        ...(work.from !== undefined && { from: work.from.category.name }),
        ...result.reportOn(work).fields(),
      });
    for (const [work, error] of result.failed) {
      ports.log('sender_failed', { ...about(work), error });
      failing.push({ event: 'sender_failed', fields: about(work) });
    }
    counts.triaged += result.done.length;
    counts.failed += result.failed.size;
    counts.waiting += result.waiting.length;
    counts.moved += result.moved;
    await flagSenders(countFailures(memory, result), places, ports, signal);
    if (result.begun > 0) onProgress();
  }
  return { ...counts, isIdle: false, standing: [...standing.list, ...failing] };
}

/** A sender whose label is gone has nothing to fail at any more, and nothing to be brought to an end. */
function forgetUnlabelled(
  { failures, newcomers }: CycleMemory,
  { senders, conflicts }: Pick<Plan, 'senders' | 'conflicts'>,
): void {
  const labelled = new Set([...senders.map(({ sender }) => sender), ...conflicts]);
  for (const sender of failures.keys()) if (!labelled.has(sender)) failures.delete(sender);
  for (const sender of newcomers) if (!labelled.has(sender)) newcomers.delete(sender);
}

const NOT_THE_SENDERS = [TransientError, CertificateError, AuthError, ConflictError];

/** Counts failures that are the sender's own; answers with the senders that failed too often. */
function countFailures({ failures, newcomers }: CycleMemory, { done, failed }: BatchResult): SenderWork[] {
  for (const { sender } of done) {
    failures.delete(sender);
    newcomers.delete(sender);
  }
  const persistent: SenderWork[] = [];
  for (const [work, error] of failed) {
    if (NOT_THE_SENDERS.some((type) => error instanceof type)) continue;
    const count = (failures.get(work.sender) ?? 0) + 1;
    failures.set(work.sender, count);
    if (count >= FAILURES_BEFORE_FLAG) persistent.push(work);
  }
  return persistent;
}
