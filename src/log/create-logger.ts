import { pino } from 'pino';
import { EVENTS, type LogLevel } from './events.ts';
import { type LogFields, type LogWriter } from './logger.ts';
import { plain, type PlainOptions } from './plain.ts';
import { prettyLine, type PrettyOptions } from './pretty.ts';
import { printable } from './printable.ts';
import { makeRedact } from './redact.ts';

export interface LoggerOptions {
  /** The least important level that is written. At `debug`, errors show their stacks. */
  level: LogLevel;
  /** Values that must not be seen in any line, whatever is logged (N9). */
  secrets?: readonly string[];
  /** Takes whole lines; stdout unless given. */
  destination?: { write: (text: string) => unknown };
  /** For people rather than programs: lines are laid out for a terminal instead of JSON. */
  pretty?: PrettyOptions | undefined;
}

/** Makes a log that writes one line an event, at once: nothing is lost when the process ends. Logging never throws. */
export function createLogger(options: LoggerOptions): LogWriter {
  const { level, secrets = [], destination = process.stdout, pretty } = options;
  const layOut = pretty === undefined ? printable : (line: string) => prettyLine(line, pretty);
  const logger = pino(
    {
      level,
      customLevels: LEVELS,
      useOnlyCustomLevels: true,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // Fields are plain by now; pino's own serializer would take one named err for an error and give it a stack.
      serializers: { err: (value: unknown) => value },
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => void destination.write(`${layOut(line.trimEnd())}\n`) },
  );
  const plainOptions = { redact: makeRedact(secrets), stacks: level === 'debug' };
  return (event, fields = {}) => {
    const { level: eventLevel, msg } = EVENTS[event];
    if (!logger.isLevelEnabled(eventLevel)) return;
    logger[eventLevel]({ event, msg, ...plainFields(fields, plainOptions) });
  };
}

const LEVELS = { debug: 20, info: 30, warning: 40, error: 50 } as const satisfies Record<LogLevel, number>;

const RESERVED = ['time', 'level', 'event', 'msg'];

const plainFields = (fields: LogFields, options: PlainOptions): LogFields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      RESERVED.includes(name) ? `${name}_` : name,
      plainOrNot(value, options),
    ]),
  );

function plainOrNot(value: unknown, options: PlainOptions): unknown {
  try {
    return plain(value, options);
  } catch {
    // A value that cannot be read (a getter that throws) must not stop what is being logged.
    return '(unreadable)';
  }
}
