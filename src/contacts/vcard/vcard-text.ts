import { LINE_BREAK } from '../clean-text.ts';

/**
 * What text becomes in a vCard and back: escapes (RFC 6350 3.4, RFC 2426 4) and folds (RFC 6350 3.2). */

const MAX_LINE_OCTETS = 75;

export const escapeText = (text: string): string =>
  text.replace(/[\\,;]/g, '\\$&').replace(LINE_BREAK, '\\n');

/** Leaves what is no escape as it is; `\:` is none in the RFCs, but common. */
export const unescapeText = (value: string): string =>
  value.replace(/\\([\\,;:nN])/g, (_, escaped: string) => (/n/i.test(escaped) ? '\n' : escaped));

/** The components of a structured value (N, ORG), still escaped. */
export const splitComponents = (value: string): string[] => splitUnescaped(value, ';');

/** The values of a list (NICKNAME), still escaped. */
export const splitList = (value: string): string[] => splitUnescaped(value, ',');

function splitUnescaped(value: string, separator: ';' | ','): string[] {
  const components = [];
  let start = 0;
  for (const { 0: found, index } of value.matchAll(/\\[\s\S]|[,;]/g)) {
    if (found !== separator) continue;
    components.push(value.slice(start, index));
    start = index + 1;
  }
  return [...components, value.slice(start)];
}

export const unfoldLine = (raw: string): string =>
  raw.includes('\n') ? raw.replace(/\r?\n[ \t]/g, '').replace(/\r?\n$/, '') : raw;

export function foldLine(line: string, lineBreak: string): string {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > MAX_LINE_OCTETS) {
      folded += `${lineBreak} `;
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
