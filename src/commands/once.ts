import { loadConfig } from '../config/load-config.ts';
import { type Log } from '../log/logger.ts';
import { type CycleReport, runCycle } from '../triage/cycle.ts';
import { connect, type Connection } from './connect.ts';
import { type Io } from './io.ts';
import { openLog } from './open-log.ts';

/**
 * Triages what is labelled now. Answers with the exit code: 1 when mail or contacts were out of reach, or a sender could
 * not be triaged; throws what kept the cycle from starting.
 */
export async function once(io: Io): Promise<number> {
  const { config, warnings } = loadConfig(io.env);
  const log = openLog(io, config.logLevel);
  for (const warning of warnings) log('config_warning', { warning });
  const connection = await connect(config, log, io.signal);
  try {
    let isComplete = true;
    for (let hasMore = true; hasMore;) {
      const report = await runLoggedCycle(connection, log, io.signal);
      isComplete &&= report.failed === 0 && report.waiting === 0;
      hasMore = report.hasMore;
    }
    return isComplete ? 0 : 1;
  } catch (error) {
    if (io.signal.aborted && error === io.signal.reason) throw error;
    log('cycle_failed', { error });
    return 1;
  } finally {
    connection.close();
  }
}

/** One cycle, with a line about what it did and what it cost. */
async function runLoggedCycle(connection: Connection, log: Log, signal: AbortSignal): Promise<CycleReport> {
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
  const report = await runCycle(memory, ports, { signal });
  connection.closeIdle();
  const { triaged, moved, failed, waiting, conflicts } = report;
  log('cycle_done', {
    triaged,
    mails: moved,
    failed,
    waiting,
    conflicts,
    requests: connection.stats().requests - requests,
    durationMs: Math.round(performance.now() - startedAt),
  });
  return report;
}
