export type Redact = (text: string) => string;

/**
 * Makes a function that puts `[secret]` in place of every secret in a text, also where it stands JSON-escaped,
 * URL-encoded, with HTML entities (all three for single characters, in any mixture), or in base64; and in place of the
 * start of one that was cut off with `…`. The last line of defence of N9: no text should hold a secret to begin with.
 */
export function makeRedact(secrets: readonly string[]): Redact {
  const forms = secrets.filter((secret) => secret.length >= MIN_LENGTH).flatMap(formsOf);
  if (forms.length === 0) return (text) => text;
  // The longest first, so that a secret that is part of another does not leave the rest of that one.
  const longestFirst = forms.sort((one, other) => other.length - one.length);
  const pattern = new RegExp([...longestFirst.map(whole), ...longestFirst.map(cutOff)].join('|'), 'gu');
  return (text) => text.replace(pattern, '[secret]');
}

// Anything shorter is in half of all words, and the gaps would give it away.
const MIN_LENGTH = 4;

/** Texts are cut at a few hundred characters, so no more of a secret's start can be seen. */
const MAX_CUT = 500;

/** A way to write a secret down: a pattern for each of its characters. */
type Form = readonly string[];

function formsOf(secret: string): Form[] {
  const bytes = Buffer.from(secret);
  // Without the padding: what follows is found as well then.
  const base64 = new Set([bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')]);
  return [
    Array.from(bytes.toString(), writtenAs),
    ...Array.from(base64, (text) => Array.from(text, escapeRegExp)),
  ];
}

/** All that a character may become in JSON, a URL or HTML. */
function writtenAs(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = caseless(code.toString(16));
  const urlEncoded = Array.from(Buffer.from(character), (byte) => `%${caseless(hexByte(byte))}`).join('');
  const ways = [
    escapeRegExp(character),
    ...(character === ' ' ? ['\\+'] : []),
    urlEncoded,
    ...(character === '/' ? ['\\\\/'] : []),
    escapeRegExp(JSON.stringify(character).slice(1, -1)),
    Array.from({ length: character.length }, (_, unit) => unicodeEscape(character.charCodeAt(unit))).join(''),
    `&#0*${code};`,
    `&#[xX]0*${hex};`,
    ...(ENTITIES.get(character) ?? []),
  ];
  return `(?:${[...new Set(ways)].join('|')})`;
}

const ENTITIES = new Map([
  ['&', ['&amp;']],
  ['<', ['&lt;']],
  ['>', ['&gt;']],
  ['"', ['&quot;']],
  ["'", ['&apos;']],
]);

const hexByte = (byte: number): string => byte.toString(16).padStart(2, '0');

const unicodeEscape = (unit: number): string => `\\\\u${caseless(unit.toString(16).padStart(4, '0'))}`;

const caseless = (hex: string): string =>
  hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

const whole = (form: Form): string => form.join('');

/** At least `MIN_LENGTH` characters of the start, as many as are there, before the sign of a cut. */
function cutOff(form: Form): string {
  const start = form.slice(0, MIN_LENGTH).join('');
  const rest = form.slice(MIN_LENGTH, MAX_CUT).reduceRight((inner, next) => `(?:${next}${inner})?`, '');
  return `${start}${rest}(?=…)`;
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
