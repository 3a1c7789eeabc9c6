import { SenderError } from '../../errors.ts';
import {
  type Property,
  headForText,
  isDecodable,
  isQuotedPrintable,
  parseProperty,
} from './vcard-property.ts';
import { foldLine } from './vcard-text.ts';

/** A content line: its physical lines as they are in the card, folds and line breaks included. */
export interface ContentLine {
  readonly raw: string;
  /** Undefined where the line is no property of this card: blank, without a colon, or of a card inside it. */
  readonly property: Property | undefined;
}

export type PropertyLine = ContentLine & { readonly property: Property };

/**
 * A vCard 3.0 (RFC 2426) or 4.0 (RFC 6350) as content lines. Serialised without edits it is the same text again; an
 * edit changes the lines of its property and no others (N5).
 */
export interface VCard {
  /** Up to BEGIN:VCARD. */
  readonly head: readonly ContentLine[];
  readonly body: readonly ContentLine[];
  /** From END:VCARD on. */
  readonly tail: readonly ContentLine[];
  /** What ends a line that is added. */
  readonly lineBreak: string;
  /** Why the card cannot be edited safely. It can be read as far as it goes. */
  readonly problem: string | undefined;
}

/** Reads any text; what is wrong with it is the card's `problem`. */
export function parseVCard(text: string): VCard {
  const lines = splitContentLines(text).map((raw) => ({ raw, property: parseProperty(raw) }));
  const begin = lines.findIndex(({ property }) => delimited(property, 'BEGIN') === 'VCARD');
  const head = lines.slice(0, begin + 1);
  const { body, isPaired } = bodyOf(lines.slice(begin + 1));
  const tail = lines.slice(head.length + body.length);
  const lineBreak = lineBreakOf(head.at(-1));
  return { head, body, tail, lineBreak, problem: problemOf({ head, body, tail }, isPaired, text) };
}

/** The lines up to the END:VCARD of the card; those of components inside it (RFC 2426 3.5.4) count as no properties. */
function bodyOf(lines: readonly ContentLine[]): { body: ContentLine[]; isPaired: boolean } {
  const body: ContentLine[] = [];
  const open: string[] = [];
  let isPaired = true;
  for (const { raw, property } of lines) {
    const started = delimited(property, 'BEGIN');
    const ended = delimited(property, 'END');
    if (ended === 'VCARD' && open.length === 0) break;
    if (started !== undefined) open.push(started);
    const isOwn = open.length === 0;
    if (ended !== undefined && open.pop() !== ended) isPaired = false;
    body.push({ raw, property: isOwn ? property : undefined });
  }
  return { body, isPaired };
}

export const serialiseVCard = ({ head, body, tail }: VCard): string =>
  [...head, ...body, ...tail].map(({ raw }) => raw).join('');

/** The card's properties of this name (upper case), of any group, in order. */
export const propertyLines = (card: Pick<VCard, 'body'>, name: string): PropertyLine[] =>
  card.body.filter((line): line is PropertyLine => line.property?.name === name);

/**
 * Gives a property a new text value, escaped by the caller. Group, name and parameters stay as they are spelled, but for
 * those of an encoding that the new value does not have. Throws `SenderError` when the card cannot be edited.
 */
export function replaceValue(card: VCard, line: PropertyLine, value: string): VCard {
  assertEditable(card);
  if (!isDecodable(line.property)) throw notEditable('it has a value in an unknown encoding');
  const replaced = contentLine(headForText(line.property), value, lineBreakOf(line));
  return { ...card, body: card.body.map((other) => (other === line ? replaced : other)) };
}

/**
 * Adds properties of one name after the given line, else as the last ones. Throws `SenderError` when the card cannot be
 * edited.
 */
export function insertProperties(
  card: VCard,
  name: string,
  values: readonly string[],
  after?: PropertyLine,
): VCard {
  if (values.length === 0) return card;
  assertEditable(card);
  const index = after === undefined ? card.body.length : card.body.indexOf(after) + 1;
  const lines = values.map((value) => contentLine(name, value, card.lineBreak));
  return { ...card, body: card.body.toSpliced(index, 0, ...lines) };
}

/** Throws `SenderError` when the card cannot be edited. */
export function removeLines(card: VCard, lines: readonly ContentLine[]): VCard {
  if (lines.length === 0) return card;
  assertEditable(card);
  const removed = new Set(lines);
  return { ...card, body: card.body.filter((line) => !removed.has(line)) };
}

/** A new content line, folded. Control characters cannot get into it, whatever the value. */
export function contentLine(head: string, value: string, lineBreak: string): ContentLine {
  const line = `${head}:${value}`.replace(/[^\P{Cc}\t]/gu, '');
  return { raw: foldLine(line, lineBreak) + lineBreak, property: parseProperty(line) };
}

/** Every physical line is looked at once, and copied never: photos have tens of thousands. */
function splitContentLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  let isQuoted: boolean | undefined;
  let end = physicalEnd(text, 0);
  while (start < text.length) {
    const isFolded = text[end] === ' ' || text[end] === '\t';
    if (end < text.length && (isFolded || (endsInEquals(text, end) && (isQuoted ??= isQuotedLine())))) {
      end = physicalEnd(text, end);
      continue;
    }
    lines.push(text.slice(start, end));
    start = end;
    isQuoted = undefined;
    end = physicalEnd(text, end);
  }
  return lines;

  /** Whether the line that begins at `start` is in an encoding whose lines go on after an equals sign. */
  function isQuotedLine(): boolean {
    const property = parseProperty(text.slice(start, end));
    return property !== undefined && isQuotedPrintable(property);
  }
}

/** The index after the line break. */
function physicalEnd(text: string, start: number): number {
  const lineFeed = text.indexOf('\n', start);
  return lineFeed === -1 ? text.length : lineFeed + 1;
}

/** A soft line break of quoted-printable (RFC 2045 6.7): the value goes on, without white space that marks a fold. */
const endsInEquals = (text: string, end: number): boolean =>
  text[end - 1] === '\n' && text[text[end - 2] === '\r' ? end - 3 : end - 2] === '=';

const delimited = (property: Property | undefined, delimiter: 'BEGIN' | 'END'): string | undefined =>
  property?.name === delimiter ? property.value.trim().toUpperCase() : undefined;

/** CRLF (RFC 6350 3.2), except beside a line that ends in a mere LF. */
const lineBreakOf = (line: ContentLine | undefined): string =>
  line !== undefined && /(?:^|[^\r])\n$/.test(line.raw) ? '\n' : '\r\n';

type Lines = Pick<VCard, 'head' | 'body' | 'tail'>;

function problemOf({ head, body, tail }: Lines, isPaired: boolean, text: string): string | undefined {
  if (head.length === 0) return 'it has no BEGIN:VCARD';
  if (tail.length === 0) return 'it has no END:VCARD';
  if (!isPaired) return 'its BEGIN and END lines are no pairs';
  if ([...head.slice(0, -1), ...tail.slice(1)].some(({ raw }) => raw.trim() !== ''))
    return 'there is something before its BEGIN:VCARD or after its END:VCARD';
  const version = propertyLines({ body }, 'VERSION').at(0)?.property.value.trim();
  if (version !== '3.0' && version !== '4.0') return 'its VERSION is not 3.0 or 4.0';
  // Both halves of a character that was folded in the middle are lost by now; writing the card would make that final.
  if (/\ufffd\r?\n[ \t]\ufffd/.test(text)) return 'a line is folded in the middle of a UTF-8 character';
  return undefined;
}

function assertEditable(card: VCard): void {
  if (card.problem !== undefined) throw notEditable(card.problem);
}

const notEditable = (problem: string): SenderError =>
  new SenderError(
    `The contact card cannot be edited safely: ${problem}. Open and save the contact in your address book.`,
  );
