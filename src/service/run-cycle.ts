import { type Log } from '../log/logger.ts';
import { type CycleOptions, type CycleReport, runCycle } from '../triage/steps/cycle.ts';
import { type Connection } from '../account/connection.ts';

export interface LoggedCycleOptions extends CycleOptions {
  /** A cycle that finds nothing to do is not worth a line at info: a service has hundreds of them a day. */
  quietWhenIdle: boolean;
}

/**
 * One cycle, with a line about what it did and what it cost. Leaves no idle socket behind. Throws as `runCycle` does; the
 * caller logs that, for it knows what comes next.
 */
export async function runLoggedCycle(
  connection: Connection,
  log: Log,
  { quietWhenIdle, ...options }: LoggedCycleOptions,
): Promise<CycleReport> {
  const startedAt = performance.now();
  const { requests } = connection.stats();
  const { mail, contacts, memory } = connection;
  const ports = {
    mail,
    contacts,
    log,
    now: () => performance.now(),
    today: () => new Date().toISOString().slice(0, 10),
  };
  try {
    await connection.refreshOwnAddresses(options.signal);
    const report = await runCycle(memory, ports, options);
    const { isIdle, triaged, moved, failed, waiting, conflicts, unusable, left } = report;
    log(isIdle && quietWhenIdle ? 'cycle_idle' : 'cycle_done', {
      triaged,
      mails: moved,
      failed,
      waiting,
      conflicts,
      unusable,
      left,
      requests: connection.stats().requests - requests,
      durationMs: Math.round(performance.now() - startedAt),
    });
    return report;
  } finally {
    connection.closeIdle();
  }
}
