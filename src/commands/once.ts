import { loadConfig } from '../config/load-config.ts';
import { planReport } from '../dry-run/plan-lines.ts';
import { type SenderPlan } from '../dry-run/sender-plan.ts';
import { type LogWriter } from '../log/logger.ts';
import { createProgressLine } from '../terminal/progress-line.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { runLoggedCycle } from '../service/run-cycle.ts';
import { advisingLog } from '../account/failure-fields.ts';
import { connect, type ConnectionWatch } from '../account/connect.ts';
import { type Io } from '../terminal/io.ts';
import { openLog } from '../terminal/open-log.ts';
import { proseWriter } from '../terminal/text-output.ts';

/**
 * Triages what is labelled now; in a dry run, says what would be done. Answers with the exit code: 1 when mail or contacts
 * were out of reach, or a sender could not be triaged; throws what kept the cycle from starting.
 */
export async function once(io: Io): Promise<number> {
  const { config, warnings } = loadConfig(io.env, io.readFile);
  const line = createProgressLine(io.stdout);
  const plans: SenderPlan[] = [];
  const write = advisingLog(openLog({ ...io, stdout: line.above }, config.logLevel), config);
  const log: LogWriter = (event, fields) => {
    if (event === 'dry_run_done')
      proseWriter(io, line.above)(...planReport(plans.splice(0), io.stdout.columns ?? 80));
    write(event, fields);
  };
  for (const warning of warnings) log('config_warning', { warning });
  const watch: ConnectionWatch = { onAnswer: () => line.redraw() };
  if (config.dryRun && io.stdout.isTTY === true) {
    watch.onPlan = (plan) => void plans.push(plan);
  }
  line.show(() => 'Connecting …');
  const connection = await connect(config, log, io.signal, undefined, watch).catch((error: unknown) => {
    line.clear();
    throw error;
  });
  try {
    const shown = { ...connection, ...withProgress(connection, line) };
    let isComplete = true;
    for (let isMoving = true; isMoving;) {
      const report = await runLoggedCycle(shown, shown.log, { signal: io.signal, quietWhenIdle: false });
      isMoving = report.left > 0 && report.begun > 0;
      isComplete &&= report.failed === 0 && report.waiting === 0 && (report.left === 0 || isMoving);
    }
    return isComplete ? 0 : 1;
  } catch (error) {
    if (io.signal.aborted && error === io.signal.reason) log('cycle_interrupted');
    else log('cycle_failed', { error });
    return 1;
  } finally {
    line.clear();
    connection.close();
  }
}
