import { secretValues } from '../config/read-secrets.ts';
import { AccountError, ConfigError, MailroomError } from '../errors.ts';
import { printable } from '../log/printable.ts';
import { makeRedact } from '../log/redact.ts';
import { type Io } from './io.ts';
import { openLog } from './open-log.ts';

/** Says why the program ends: as text on a terminal, else as a line of the log. */
export function reportFailure(error: unknown, io: Io): void {
  if (io.stdout.isTTY === true) {
    const redact = makeRedact(secretValues(io.env));
    const lines = redact(explain(error)).split('\n').map(printable);
    io.stderr.write(`Mailroom cannot start. ${lines.join('\n')}\n`);
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

const MAX_CAUSES = 5;

function explain(error: unknown, causes = 0): string {
  if (!(error instanceof Error)) return String(error);
  const text = error instanceof MailroomError ? error.message : `${error.name}: ${error.message}`;
  if (error.cause === undefined || causes === MAX_CAUSES) return text;
  return `${text}\n  because of ${explain(error.cause, causes + 1)}`;
}
