import { printable } from './printable.ts';

export interface PrettyOptions {
  colour: boolean;
  /** Where lines should end, if they can; a phone held upright shows about 50 columns. */
  columns: number;
}

/**
 * One line of the JSON log as a person reads it on a terminal: time, message, who and where to, then the rest as
 * `key=value`; on several lines where it does not fit one. Nothing in it can steer the terminal.
 */
export function prettyLine(line: string, { colour, columns }: PrettyOptions): string {
  const record = parseRecord(line);
  if (record === undefined) return printable(line);
  const { time, level, msg, sender, category, mails, error, ...others } = record;
  const levelName = level === 'info' ? [] : [textOf(level).toUpperCase()];
  const head = [clockTime(time), ...levelName, textOf(msg)].join(' ');
  const parts = [
    ...(sender === undefined ? [] : [textOf(sender)]),
    ...(category === undefined ? [] : [`→ ${textOf(category)}`]),
    ...(mails === undefined ? [] : [`${textOf(mails)} ${mails === 1 ? 'mail' : 'mails'}`]),
    ...Object.entries(others)
      .filter(([key]) => key !== 'event')
      .map(([key, value]) => `${printable(key)}=${valueOf(value)}`),
    ...(error === undefined ? [] : [errorOf(error)]),
  ];
  const [first = '', ...more] = wrap([head, ...parts], columns);
  const start = colour ? colourOf(level) + head + RESET : head;
  return [start + first.slice(head.length), ...more].join('\n');
}

function parseRecord(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** HH:MM:SS where the terminal is. */
function clockTime(time: unknown): string {
  const date = new Date(String(time));
  return Number.isNaN(date.getTime()) ? '--:--:--' : date.toTimeString().slice(0, 8);
}

const textOf = (value: unknown): string => printable(typeof value === 'string' ? value : jsonOf(value));

/** As `textOf`, with quotation marks where it would be unclear where the value ends. */
function valueOf(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"=]+$/.test(value)) return textOf(value);
  if (isRecord(value) && Object.values(value).every((each) => typeof each === 'number'))
    return printable(
      Object.entries(value)
        .map(([name, number]) => `${String(number)} ${name}`)
        .join(', '),
    );
  return printable(jsonOf(value));
}

const jsonOf = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value));

/** `ErrorType: message`, then its causes. A list of problems stays a list, far enough in not to look like a line of its own. */
function errorOf(error: unknown): string {
  if (!isRecord(error)) return textOf(error);
  const { type, message, cause } = error;
  const lines = typeof message === 'string' ? message.split('\n') : [message];
  const own = `${textOf(type)}: ${lines.map(textOf).join('\n    ')}`;
  return cause === undefined ? own : `${own} (${errorOf(cause)})`;
}

function wrap(parts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const part of parts) {
    if (line === undefined) line = part;
    else if (line.length + 1 + part.length <= columns) line += ` ${part}`;
    else {
      lines.push(line);
      line = `  ${part}`;
    }
  }
  return line === undefined ? lines : [...lines, line];
}

const RESET = '\u001b[0m';

function colourOf(level: unknown): string {
  if (level === 'error') return '\u001b[31m';
  if (level === 'warning') return '\u001b[33m';
  return level === 'debug' ? '\u001b[2m' : '\u001b[1m';
}
