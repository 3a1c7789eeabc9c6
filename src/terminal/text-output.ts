import { secretValues } from '../config/read-secrets.ts';
import { printable } from '../log/printable.ts';
import { makeRedact } from '../log/redact.ts';
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
): WriteText {
  const redact = makeRedact(secretValues(env, readFile));
  return (...texts) => {
    const lines = texts.flatMap((text) => redact(text).split('\n'));
    output.write(lines.map((line) => `${style(printable(line))}${lineEnd}`).join(''));
  };
}

/** https://no-color.org */
export const hasColour = ({ env, stdout }: Pick<Io, 'env' | 'stdout'>): boolean =>
  stdout.isTTY === true && (env.NO_COLOR ?? '') === '';
