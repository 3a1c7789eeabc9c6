import { loadConfig } from '../config/load-config.ts';
import { type Config } from '../config/config.ts';
import { type Log } from '../log/logger.ts';
import { type Connection } from '../account/connection.ts';
import { createDailySummary } from '../service/daily-summary.ts';
import { graceAfter } from '../service/grace.ts';
import { healthPages } from '../service/health-pages.ts';
import { startHealthServer } from '../service/health-server.ts';
import { pollLoop } from '../service/poll-loop.ts';
import { runLoggedCycle } from '../service/run-cycle.ts';
import { createHeapWatch, keepHeapSmall, releaseMemory } from '../service/small-heap.ts';
import { sleep as realSleep, type Sleep } from '../service/sleep.ts';
import { Vitals } from '../service/vitals.ts';
import { VERSION } from '../version.ts';
import { advisingLog } from '../account/failure-fields.ts';
import { connect } from '../account/connect.ts';
import { type Io } from '../terminal/io.ts';
import { openLog } from '../terminal/open-log.ts';

/**
 * Triages, poll after poll, until a stop is asked for. Answers with the exit code: 0 after a stop, 1 when too many cycles
 * failed in a row; throws what kept the service from starting.
 */
export async function run(io: Io, sleep: Sleep = realSleep): Promise<number> {
  keepHeapSmall();
  const { config, warnings } = loadConfig(io.env, io.readFile);
  const { pollInterval } = config;
  const vitals = new Vitals({ version: VERSION, pollInterval, now: () => performance.now() });
  const write = advisingLog(openLog(io, config.logLevel), config);
  // Each answered request is logged, so this sees everything that moves, also what is below the level that is written.
  const log: Log = (event, fields) => {
    vitals.moved();
    write(event, fields);
  };
  for (const warning of warnings) log('config_warning', { warning });

  const health = await startHealthServer(config.healthPort, healthPages(vitals));
  log('health_server_started', { port: health.port });
  io.signal.addEventListener('abort', () => log('service_stopping'), { once: true });
  const outcome = await connectAndPoll(config, vitals, log, io.signal, sleep).finally(() => health.close());
  if (outcome === 'gave_up') return 1;
  const { cycles, uptimeSeconds } = vitals.liveness();
  log('service_stopped', { cycles, uptimeSeconds });
  return 0;
}

async function connectAndPoll(
  config: Config,
  vitals: Vitals,
  log: Log,
  stop: AbortSignal,
  sleep: Sleep,
): Promise<'stopped' | 'gave_up'> {
  // What a request was made of is garbage when it is sent, and before long so is what came.
  const lookAtHeap = createHeapWatch();
  let connection: Connection;
  try {
    connection = await connect(config, log, stop, undefined, { onRequest: lookAtHeap, onAnswer: lookAtHeap });
  } catch (error) {
    if (stop.aborted && error === stop.reason) return 'stopped';
    throw error;
  }
  const { pollInterval, maxConsecutiveFailures, dryRun } = config;
  log('service_started', { version: VERSION, pollInterval, maxConsecutiveFailures, dryRun });
  const { overdue, isShort } = graceAfter(stop);
  const summary = createDailySummary({ log, dryRun, now: () => performance.now() });
  const runCycle = (): ReturnType<typeof runLoggedCycle> =>
    summary.run(() =>
      runLoggedCycle(connection, connection.log, {
        signal: overdue,
        isStopping: isShort,
        onProgress: () => vitals.progressed(),
        quietWhenIdle: true,
      }),
    );
  // A server may change its limits, or move, without a word in its answers: Cyrus never moves `sessionState`.
  const recover = (): void => connection.forgetSession();
  const rest: Sleep = async (ms, signal) => {
    await releaseMemory();
    await sleep(ms, signal);
  };
  try {
    const loop = { runCycle, recover, pollInterval, maxConsecutiveFailures, vitals, log, sleep: rest };
    return await pollLoop(loop, { stop, overdue });
  } finally {
    connection.close();
  }
}
