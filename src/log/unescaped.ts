/** A text without its escapes, as UTF-8 bytes, a character each; and where in the text each byte comes from. */
export interface Unescaped {
  readonly bytes: string;
  /** Where the byte's spelling starts and ends in the text. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** UTF-8 bytes, a character each. */
export const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');

/**
 * Undoes, once, what JSON, URLs and HTML do to single characters, in whatever mixture. Undefined where nothing of the kind
 * is in the text.
 */
export function unescaped(text: string): Unescaped | undefined {
  if (!/[%\\&]/.test(text)) return undefined;
  const starts: number[] = [];
  const ends: number[] = [];
  let bytes = '';
  for (const { 0: spelled, index, groups = {} } of text.matchAll(SPELLING)) {
    const meant = meaningOf(spelled, groups);
    bytes += meant;
    starts.push(...Array<number>(meant.length).fill(index));
    ends.push(...Array<number>(meant.length).fill(index + spelled.length));
  }
  return { bytes, starts, ends };
}

/** One character, however it is spelled. Halves of one that JSON spells as two belong together. */
const SPELLING =
  /%(?<octet>[\da-f]{2})|(?<units>\\u[dD][89abAB][\da-f]{2}\\u[dD][c-fC-F][\da-f]{2}|\\u[\da-f]{4})|\\(?<short>["\\/bfnrt])|&#0*(?<decimal>\d{1,7});|&#x0*(?<hex>[\da-f]{1,6});|&(?<name>amp|lt|gt|quot|apos);|[^]/giu;

const SHORT: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function meaningOf(
  spelled: string,
  { octet, units, short, decimal, hex, name }: Readonly<Record<string, string | undefined>>,
): string {
  if (octet !== undefined) return String.fromCharCode(Number.parseInt(octet, 16));
  if (units !== undefined)
    return bytesOf(
      String.fromCharCode(
        ...units
          .split(/\\u/i)
          .slice(1)
          .map((unit) => Number.parseInt(unit, 16)),
      ),
    );
  if (short !== undefined) return SHORT[short] ?? short;
  if (decimal !== undefined) return characterOf(Number(decimal), spelled);
  if (hex !== undefined) return characterOf(Number.parseInt(hex, 16), spelled);
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? '';
  return bytesOf(spelled);
}

const characterOf = (code: number, spelled: string): string =>
  bytesOf(code <= 0x10ffff ? String.fromCodePoint(code) : spelled);
