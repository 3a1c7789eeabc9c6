import { cycleWords } from './cycle-words.ts';
import { printable } from './printable.ts';
import { wrapWords } from './wrap-words.ts';

export interface PrettyOptions {
  colour: boolean;
  /** Where lines should end, if they can; a phone held upright shows about 50 columns. */
  columns: number;
}

/** What a whole cycle came to. */
const SUMMARIES: readonly unknown[] = ['cycle_done', 'dry_run_done'];

/**
 * One line of the JSON log as a person reads it on a terminal: time, message, who and where to, then the rest as
 * `key=value`, or in words for a summary; on several lines where it does not fit one, broken between words. Nothing in it
 * can steer the terminal.
 */
export function prettyLine(line: string, { colour, columns }: PrettyOptions): string {
  const record = parseRecord(line);
  if (record === undefined) return printable(line);
  const { time, level, event, msg, error, fix, problems, ...facts } = record;
  const levelName = level === 'info' ? [] : [textOf(level).toUpperCase()];
  const isSummary = SUMMARIES.includes(event);
  const head = [clockTime(time), ...levelName, textOf(msg)].join(' ') + (isSummary ? ':' : '');
  const parts = isSummary ? cycleWords(facts, event === 'dry_run_done').split(/(?<=,) /) : partsOf(facts);
  const advice = [
    ...(Array.isArray(problems) ? problems.map((problem) => `    - ${textOf(problem)}`) : []),
    ...(fix === undefined ? [] : [`  → ${textOf(fix)}`]),
  ];
  const headLines = wrapWords(head, columns, 2);
  const lines = wrap(headLines, [...parts, ...(error === undefined ? [] : [errorOf(error)])], columns);
  const paint = colour ? colourOf(level, isSummary) : '';
  const painted = lines.map((text, index) => {
    const own = headLines[index]?.length ?? 0;
    return paint === '' || own === 0 ? text : paint + text.slice(0, own) + RESET + text.slice(own);
  });
  return [...painted, ...advice.flatMap((text) => wrapWords(text, columns, 6))].join('\n');
}

function partsOf({ sender, category, mails, ...others }: Record<string, unknown>): string[] {
  return [
    ...(sender === undefined ? [] : [textOf(sender)]),
    ...(category === undefined ? [] : [`→ ${textOf(category)}`]),
    ...(mails === undefined ? [] : [`${textOf(mails)} ${mails === 1 ? 'message' : 'messages'}`]),
    ...Object.entries(others).map(([key, value]) => `${printable(key)}=${valueOf(value)}`),
  ];
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
  if (!isRecord(error)) return linesOf(error);
  const { type, message, cause } = error;
  const own = `${textOf(type)}: ${linesOf(message)}`;
  return cause === undefined ? own : `${own} (${errorOf(cause)})`;
}

/** A line break in an error stays one. */
const linesOf = (value: unknown): string =>
  (typeof value === 'string' ? value.split('\n') : [value]).map(textOf).join('\n    ');

/** Puts the parts behind the head, where there is room in the line. */
function wrap(headLines: readonly string[], parts: readonly string[], columns: number): string[] {
  const lines = [...headLines];
  for (const part of parts) {
    const [first = '', ...more] = part.split('\n');
    const last = lines.pop() ?? '';
    if (last.length + 1 + first.length <= columns) lines.push(`${last} ${first}`);
    else lines.push(last, ...wrapWords(`  ${first}`, columns, 4));
    lines.push(...more.flatMap((text) => wrapWords(text, columns, 8)));
  }
  return lines;
}

const RESET = '\u001b[0m';

/** Only what matters stands out: trouble, and what it all came to. */
function colourOf(level: unknown, isSummary: boolean): string {
  if (level === 'error') return '\u001b[31m';
  if (level === 'warning') return '\u001b[33m';
  if (level === 'debug') return '\u001b[2m';
  return isSummary ? '\u001b[1m' : '';
}
