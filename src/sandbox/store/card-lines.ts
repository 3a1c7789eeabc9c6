/** One property of a card, in the form in which it is stored. */
export interface CardLine {
  group: string | undefined;
  /** As written; names are compared without regard to case. */
  name: string;
  params: CardParam[];
  /** Escaped as it goes onto the wire. */
  value: string;
}

export interface CardParam {
  name: string;
  value: string;
}

export type CardVersion = '3.0' | '4.0';

/** Components between semicolons. */
const STRUCTURED = new Set(['N', 'ADR', 'ORG']);
/** Values between commas. */
const LISTS = new Set(['NICKNAME', 'CATEGORIES']);
/** Not text: nothing in them is escaped but line breaks. */
const UNESCAPED = new Set(
  'UID URL IMPP GEO KEY PHOTO LOGO SOUND RELATED MEMBER SOURCE CALURI CALADRURI FBURL'.split(' '),
);

const LINE = /^(?:([\w-]+)\.)?([\w-]+)((?:;(?:"[^"]*"|[^":])*)?):([^]*)$/;

/**
 * Reads what is between BEGIN and END of one card or several (RFC 2426, RFC 6350), and brings it into the form that
 * Cyrus stores: escapes made uniform, lists of types split, control characters dropped. Undefined when it is no vCard.
 */
export function parseCard(text: string): CardLine[] | undefined {
  const lines = text
    .replace(/\r?\n[ \t]/g, '')
    // eslint-disable-next-line no-control-regex -- tabs and line ends are kept
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .split('\n')
    .filter((line) => line !== '');
  if (!isMarker(lines[0], 'BEGIN') || !isMarker(lines.at(-1), 'END') || lines.length < 3) return undefined;
  const parsed: CardLine[] = [];
  for (const line of lines.slice(1, -1)) {
    const [, group, name, params = '', value = ''] = LINE.exec(line) ?? [];
    if (name === undefined) return undefined;
    parsed.push({ group, name, params: parseParams(params), value: normaliseValue(name, value) });
  }
  return parsed;
}

const isMarker = (line: string | undefined, marker: string): boolean =>
  line?.toUpperCase() === `${marker}:VCARD`;

/** Names without a value are types, as vCard 2.1 had them. */
function parseParams(text: string): CardParam[] {
  const params: CardParam[] = [];
  for (const [part] of text.matchAll(/(?<=;)(?:"[^"]*"|[^";])+/g)) {
    const equals = part.indexOf('=');
    if (equals === -1) {
      params.push({ name: 'type', value: part });
      continue;
    }
    const name = part.slice(0, equals);
    const value = part.slice(equals + 1);
    const values =
      name.trim().toUpperCase() === 'TYPE' ? value.replaceAll('"', '').split(',') : [unquote(value)];
    for (const single of values) params.push({ name, value: single });
  }
  return params;
}

const unquote = (value: string): string => value.replace(/^"(.*)"$/, '$1');

function normaliseValue(name: string, value: string): string {
  const kind = name.toUpperCase();
  if (UNESCAPED.has(kind)) return unescapeValue(value).replaceAll('\n', '\\n');
  const separator = STRUCTURED.has(kind) ? ';' : LISTS.has(kind) ? ',' : undefined;
  const parts = separator === undefined ? [value] : splitUnescaped(value, separator);
  return parts.map((part) => escapeValue(unescapeValue(part))).join(separator);
}

/** The parts of a value, still escaped, between separators that are not. */
export const splitUnescaped = (value: string, separator: string): string[] =>
  value.split(separator === ';' ? /(?<=(?<!\\)(?:\\\\)*);/ : /(?<=(?<!\\)(?:\\\\)*),/);

/** The text that an escaped value stands for (RFC 6350 3.4). */
export const unescapeValue = (value: string): string =>
  value.replace(/\\(.)/g, (_, character: string) => (/n/i.test(character) ? '\n' : character));

export const escapeValue = (text: string): string => text.replace(/[\\,;]/g, '\\$&').replaceAll('\n', '\\n');

export const versionOf = (lines: readonly CardLine[]): string | undefined => valueOf(lines, 'VERSION');

export const valueOf = (lines: readonly CardLine[], name: string): string | undefined =>
  lines.find((line) => line.name.toUpperCase() === name)?.value;

/** `only`: names of the properties to write, in upper case; all when undefined. */
export function formatCard(lines: readonly CardLine[], only?: ReadonlySet<string>): string {
  const shown = lines.filter(({ name }) => only === undefined || only.has(name.toUpperCase()));
  return ['BEGIN:VCARD', ...shown.map((line) => fold(formatLine(line))), 'END:VCARD', ''].join('\r\n');
}

function formatLine({ group, name, params, value }: CardLine): string {
  const written = params.map((param) => `;${param.name}=${quote(param.value)}`).join('');
  return `${group === undefined ? '' : `${group}.`}${name}${written}:${value}`;
}

const quote = (value: string): string => (/[,;:^]/.test(value) ? `"${value}"` : value);

/** Lines of 75 bytes; a last one of 76 is left whole. Characters are not split (RFC 6350 3.2). */
function fold(line: string): string {
  const bytes = Buffer.from(line);
  if (bytes.length <= LAST_LINE_BYTES) return line;
  const pieces: Buffer[] = [];
  let start = 0;
  // All lines but the first begin with a blank, which counts.
  for (let indent = 0; bytes.length - start + indent > LAST_LINE_BYTES; indent = 1) {
    let end = start + LINE_BYTES - indent;
    while (((bytes[end] ?? 0) & 0xc0) === 0x80) end++;
    pieces.push(bytes.subarray(start, end), FOLD);
    start = end;
  }
  return Buffer.concat([...pieces, bytes.subarray(start)]).toString('utf8');
}

const LINE_BYTES = 75;
const LAST_LINE_BYTES = 76;
const FOLD = Buffer.from('\r\n ');
