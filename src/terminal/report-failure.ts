import { AccountError, ConfigError, MailroomError } from '../errors.ts';
import { errorMessage } from '../log/error-message.ts';
import { type Io } from './io.ts';
import { openLog } from './open-log.ts';
import { textWriter } from './text-output.ts';

/** Says why the program ends: as text on a terminal, else as a line of the log. */
export function reportFailure(error: unknown, io: Io): void {
  if (io.stdout.isTTY === true) {
    reportFailureAsText(error, io);
    return;
  }
  const log = openLog(io, io.env.MAILROOM_LOG_LEVEL === 'debug' ? 'debug' : 'error');
  if (error instanceof ConfigError || error instanceof AccountError) {
    // The message lists the problems once more.
    const [message] = error.message.split(':\n', 1);
    log('startup_failed', { error: { type: error.name, message }, problems: error.problems });
  } else {
    log('startup_failed', { error });
  }
}

/** The same as text, always on stderr: for commands whose stdout is for something else than a log. */
export function reportFailureAsText(error: unknown, io: Io): void {
  const write = textWriter(io, io.stderr);
  write(`Mailroom cannot start. ${explain(error)}`);
  if (error instanceof MailroomError && !(error instanceof ConfigError))
    write('Run "mailroom check" to see what is wrong and what to do about it.');
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
