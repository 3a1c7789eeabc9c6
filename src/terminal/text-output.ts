import { secretValues } from '../config/read-secrets.ts';
import { printable } from '../log/printable.ts';
import { makeRedact } from '../log/redact.ts';
import { wrapWords } from '../log/wrap-words.ts';
import { type Io, type Output } from './io.ts';

/** Writes lines for people; a text may hold several. */
export type WriteText = (...texts: readonly string[]) => void;

/**
 * Writes without secrets, and without anything that could steer a terminal. `style` sees each line after that, and may
 * colour it.
 */
export function textWriter(
  { env, readFile }: Pick<Io, 'env' | 'readFile'>,
  output: Output,
  style: (line: string) => string = (line) => line,
  lineEnd = '\n',
  columns = Infinity,
): WriteText {
  const redact = makeRedact(secretValues(env, readFile));
  return (...texts) => {
    const lines = texts
      .flatMap((text) => redact(text).split('\n'))
      .flatMap((line) => wrapWords(printable(line), columns, indentOf(line)));
    output.write(lines.map((line) => `${style(line)}${lineEnd}`).join(''));
  };
}

/** As `textWriter`, for sentences: on a terminal no line is broken within a word. */
export const proseWriter = (
  io: Pick<Io, 'env' | 'readFile'>,
  output: Output,
  style?: (line: string) => string,
): WriteText =>
  textWriter(io, output, style, '\n', output.isTTY === true ? (output.columns ?? 80) : Infinity);

/** Where a line goes on that was broken. */
const indentOf = (line: string): number => (/^ */.exec(line)?.[0].length ?? 0) + 4;

/** https://no-color.org */
export const hasColour = ({ env, stdout }: Pick<Io, 'env' | 'stdout'>): boolean =>
  stdout.isTTY === true && (env.NO_COLOR ?? '') === '';
