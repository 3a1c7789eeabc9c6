import { styleText } from 'node:util';
import { type Output } from './io.ts';

/**
 * How text is shown: with colours on a terminal or with FORCE_COLOR, plainly in a pipe or with NO_COLOR
 * (https://no-color.org, https://force-color.org).
 */
export interface Style {
  bold: (text: string) => string;
  good: (text: string) => string;
  warn: (text: string) => string;
}

export function styleFor(output: Output, env: NodeJS.ProcessEnv): Style {
  const isSet = (value: string | undefined): boolean => (value ?? '') !== '';
  const isFancy = (output.isTTY === true || isSet(env.FORCE_COLOR)) && !isSet(env.NO_COLOR);
  const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    isFancy ? styleText(format, text, { validateStream: false }) : text;
  return { bold: paint('bold'), good: paint('green'), warn: paint('yellow') };
}
