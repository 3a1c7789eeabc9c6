import { type Log } from '../log/logger.ts';
import { type CycleReport } from '../triage/steps/cycle.ts';

const DAY_MS = 24 * 60 * 60_000;

/** More of them would hardly be read, and each was told of when it came up. */
const MAX_NAMED = 20;

export interface DailySummaryOptions {
  readonly log: Log;
  readonly dryRun: boolean;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
}

/**
 * Counts the cycles that `run` runs, and logs what they came to after the first of them that ends a day or more later: a
 * service with nothing to do says so once a day.
 */
export function createDailySummary({ log, dryRun, now }: DailySummaryOptions): {
  run(runCycle: () => Promise<CycleReport>): Promise<CycleReport>;
} {
  let since = now();
  let counts = { cycles: 0, failures: 0, triaged: 0, mails: 0 };
  let stands: unknown[] = [];

  function tellIfDue(): void {
    if (now() - since < DAY_MS) return;
    log('daily_summary', { ...counts, stands, dryRun });
    since = now();
    counts = { cycles: 0, failures: 0, triaged: 0, mails: 0 };
  }

  return {
    async run(runCycle) {
      counts.cycles += 1;
      try {
        const report = await runCycle();
        counts.triaged += report.triaged;
        counts.mails += report.moved;
        stands = report.standing.slice(0, MAX_NAMED).map(({ event, fields }) => ({ event, ...fields }));
        return report;
      } catch (error) {
        counts.failures += 1;
        throw error;
      } finally {
        tellIfDue();
      }
    },
  };
}
