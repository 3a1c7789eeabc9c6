import { isUrlGiven } from '../account/advice.ts';
import { failureFields } from '../account/failure-fields.ts';
import { ConfigError, MailroomError } from '../errors.ts';
import { errorMessage } from '../log/error-message.ts';
import { type Io } from './io.ts';
import { openLog } from './open-log.ts';
import { proseWriter } from './text-output.ts';

/** Says why the program ends: as text on a terminal, else as a line of the log. */
export function reportFailure(error: unknown, io: Io): void {
  if (io.stdout.isTTY === true) {
    reportFailureAsText(error, io);
    return;
  }
  const log = openLog(io, io.env.MAILROOM_LOG_LEVEL === 'debug' ? 'debug' : 'error');
  const { problems, ...fields } = failureFields(error, (service) => isUrlGiven(io.env, service));
  log('startup_failed', { ...fields, ...(problems && { problems: fitting(problems) }) });
}

/** The same as text, always on stderr: for commands whose stdout is for something else than a log. */
export function reportFailureAsText(error: unknown, io: Io): void {
  const write = proseWriter(io, io.stderr);
  write(`Mailroom cannot start. ${explain(error)}`);
  const { fix, problems } = failureFields(error, (service) => isUrlGiven(io.env, service));
  if (error instanceof MailroomError && problems === undefined && fix !== undefined) write(`  → ${fix}`);
  if (error instanceof MailroomError && !(error instanceof ConfigError))
    write('Run "mailroom check" to see what is wrong and what to do about it.');
}

/** Of the 2,048 bytes that Kubernetes keeps of the last line, what the other fields leave. */
const MAX_PROBLEMS_BYTES = 1300;

/** As many of the problems as the line has room for. */
function fitting(problems: readonly string[]): string[] {
  const shown: string[] = [];
  let bytes = 0;
  for (const problem of problems) {
    bytes += Buffer.byteLength(JSON.stringify(problem)) + 1;
    if (bytes > MAX_PROBLEMS_BYTES && shown.length > 0) break;
    shown.push(problem);
  }
  const more = problems.length - shown.length;
  return more === 0 ? shown : [...shown, `and ${more} more: "mailroom check" lists them all`];
}

const MAX_CAUSES = 5;

function explain(error: unknown, causes = 0): string {
  if (!(error instanceof Error)) return String(error);
  const message = errorMessage(error);
  const named = message === '' ? error.name : `${error.name}: ${message}`;
  const text = error instanceof MailroomError ? message : named;
  if (error.cause === undefined || causes === MAX_CAUSES) return text;
  return `${text}\n  because of ${explain(error.cause, causes + 1)}`;
}
