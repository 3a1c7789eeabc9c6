import { TransientError } from '../errors.ts';
import { type Log } from '../log/logger.ts';
import { type CycleReport } from '../triage/steps/cycle.ts';
import { type Sleep } from './sleep.ts';
import { type Vitals } from './vitals.ts';

/** The longest that a server's Retry-After is obeyed: it may be a mistake, and the user waits. */
const MAX_RETRY_AFTER_SECONDS = 3600;

export interface PollLoop {
  readonly runCycle: () => Promise<Pick<CycleReport, 'begun' | 'left'>>;
  /** Called after a cycle that failed. */
  readonly recover: () => void;
  /** Seconds from the end of a cycle to the start of the next. */
  readonly pollInterval: number;
  readonly maxConsecutiveFailures: number;
  readonly vitals: Vitals;
  readonly log: Log;
  readonly sleep: Sleep;
}

/**
 * Runs cycles, never two at once, until `stop` aborts (`stopped`; the cycle in progress is waited for) or too many failed
 * in a row (`gave_up`). A cycle that throws the reason of `overdue` was cut short on purpose and has not failed.
 */
export async function pollLoop(
  { runCycle, recover, pollInterval, maxConsecutiveFailures, vitals, log, sleep }: PollLoop,
  { stop, overdue }: { stop: AbortSignal; overdue: AbortSignal },
): Promise<'stopped' | 'gave_up'> {
  const isStopping = (): boolean => stop.aborted;
  while (!isStopping()) {
    let waitSeconds = pollInterval;
    try {
      const { begun, left } = await runCycle();
      // A cycle that leaves all its work undone is no success, and the next one at once would not do better.
      if (left > 0 && begun === 0) vitals.cycleLeftWork();
      else {
        const outage = vitals.cycleSucceeded();
        if (outage !== undefined) log('cycle_recovered', { ...outage });
        if (left > 0) continue;
      }
    } catch (error) {
      if (overdue.aborted && error === overdue.reason) {
        log('cycle_interrupted');
        break;
      }
      vitals.cycleFailed();
      const failures = vitals.consecutiveFailures;
      waitSeconds = Math.max(pollInterval, retryAfter(error));
      log('cycle_failed', { error, failures, waitSeconds });
      if (failures >= maxConsecutiveFailures && !isStopping()) {
        log('service_gave_up', { failures });
        return 'gave_up';
      }
      recover();
    }
    vitals.waits(waitSeconds * 1000);
    await sleep(waitSeconds * 1000, stop);
    vitals.moved();
  }
  return 'stopped';
}

/** Seconds; 0 where the server asks for nothing. */
const retryAfter = (error: unknown): number =>
  error instanceof TransientError ? Math.min(error.retryAfter ?? 0, MAX_RETRY_AFTER_SECONDS) : 0;
