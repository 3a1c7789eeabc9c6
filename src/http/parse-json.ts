/** More than any answer to Mailroom's requests is nested, or holds: 4,096 messages have about 220,000 marks. */
const MAX_DEPTH = 64;
const MAX_MARKS = 1_000_000;

/** In characters: what is shorter takes 15 MiB at the very most, and most answers are. Looking at it would only take time. */
const HARMLESS_LENGTH = 256 * 1024;

const MARK = /["[\]{},]/g;

/** The text would take far more memory than its length tells. */
export class ExcessiveJsonError extends SyntaxError {}

/**
 * Parses a server's JSON (RFC 8259). What is small as a text can be huge once it is parsed: 6 MB of nested lists take 345 MiB.
 * So the structure is looked at first, and where it is too deep or has too many parts, `ExcessiveJsonError` is thrown; `SyntaxError` for a
 * text that is no JSON.
 */
export function parseJson(text: string): unknown {
  if (text.length > HARMLESS_LENGTH) assertModest(text);
  return JSON.parse(text) as unknown;
}

function assertModest(text: string): void {
  let depth = 0;
  let marks = 0;
  MARK.lastIndex = 0;
  while (MARK.test(text)) {
    marks += 1;
    const mark = text[MARK.lastIndex - 1];
    if (mark === '"') {
      const string = endOfString(text, MARK.lastIndex);
      marks += string.escapes;
      MARK.lastIndex = string.end;
    } else if (mark === '[' || mark === '{') depth += 1;
    else if (mark !== ',') depth -= 1;
    if (depth > MAX_DEPTH || marks > MAX_MARKS) throw new ExcessiveJsonError('The JSON has too many parts');
  }
}

/** Where the string that starts before `start` is over, and how many quotation marks stand escaped in it. */
function endOfString(text: string, start: number): { end: number; escapes: number } {
  let escapes = 0;
  for (let quote = text.indexOf('"', start); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let before = quote;
    while (text[before - 1] === '\\') before -= 1;
    if ((quote - before) % 2 === 0) return { end: quote + 1, escapes };
    escapes += 1;
  }
  return { end: text.length, escapes };
}
