import { splitComponents, unescapeText, unfoldLine } from './vcard-text.ts';

/** A property (RFC 6350 3.3), read from one content line. */
export interface Property {
  /** Upper case, without the group. */
  readonly name: string;
  /** All before the colon as the card spells it: group, name, parameters. */
  readonly head: string;
  /** As it stands in the card, still escaped and encoded. */
  readonly value: string;
}

/**
 * Reads a content line, folded or not. Undefined for one without a colon. The value is unfolded when it is asked for: that
 * of a photo never is, and would take as much memory again.
 */
export function parseProperty(line: string): Property | undefined {
  const outsideQuotes = indexOutsideQuotes(line, ':');
  // A quote that is never closed would hide the colon.
  const colon = outsideQuotes === -1 ? line.indexOf(':') : outsideQuotes;
  if (colon === -1) return undefined;
  const head = unfoldLine(line.slice(0, colon));
  return {
    name: spelledName(head).toUpperCase(),
    head,
    get value() {
      return apart(unfoldLine(line.slice(colon + 1)));
    },
  };
}

/** The same text in memory of its own. A part of a string keeps the whole of it, here the card with its photo. */
const apart = (text: string): string => ` ${text}`.slice(1);

/** The property's name in the card's own letter case. */
export function spelledName(head: string): string {
  const groupAndName = head.replace(/;.*$/s, '');
  return groupAndName.slice(groupAndName.lastIndexOf('.') + 1).trim();
}

export const textValue = (property: Property): string => unescapeText(decodedValue(property));

/** The components of a structured value, unescaped. */
export const componentsOf = (property: Property): string[] =>
  splitComponents(decodedValue(property)).map(unescapeText);

/** The value without its transfer encoding, still escaped; as it stands when it cannot be decoded. */
export const decodedValue = (property: Property): string => decode(property) ?? property.value;

/** False when the value is in an encoding or charset that Mailroom cannot read, so must not replace. */
export const isDecodable = (property: Property): boolean => decode(property) !== undefined;

export const isQuotedPrintable = (property: Property): boolean => encodingOf(property) === 'QUOTED-PRINTABLE';

/** The head for a value that is plain text: what said how the old value was encoded is left out. */
export function headForText({ head }: Property): string {
  const kept = splitOutsideQuotes(head).filter((part, i) => i === 0 || !ENCODING_PARAMETER.test(part));
  return kept.join(';');
}

// vCard 2.1 allows the bare value, and its writers did not stop when they wrote VERSION:3.0.
const ENCODING = /^(?:ENCODING="?)?(QUOTED-PRINTABLE|BASE64|(?<=ENCODING="?)B)"?$/i;
const CHARSET = /^CHARSET="?([^"]*)"?$/i;
const ENCODING_PARAMETER = /^(?:ENCODING=.*|CHARSET=.*|QUOTED-PRINTABLE|BASE64|[78]BIT)$/i;

const parameterMatching = (property: Property, pattern: RegExp): string | undefined =>
  splitOutsideQuotes(property.head)
    .slice(1)
    .map((parameter) => pattern.exec(parameter)?.[1])
    .find((value) => value !== undefined);

const encodingOf = (property: Property): string | undefined =>
  parameterMatching(property, ENCODING)?.toUpperCase();

function decode(property: Property): string | undefined {
  if (encodingOf(property) === undefined) return property.value;
  const bytes = isQuotedPrintable(property)
    ? quotedPrintableBytes(property.value)
    : Buffer.from(property.value, 'base64');
  try {
    const text = new TextDecoder(parameterMatching(property, CHARSET), { fatal: true }).decode(bytes);
    return text.replace(/\r\n?|\n/g, '\\n');
  } catch {
    return undefined;
  }
}

/** RFC 2045 6.7. Soft line breaks (an equals sign before the end of a line) are still in the value. */
function quotedPrintableBytes(value: string): Buffer {
  const octets = Buffer.from(value.replace(/=(?:\r?\n|$)/g, '')).toString('latin1');
  const decoded = octets.replace(/=([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(decoded, 'latin1');
}

function splitOutsideQuotes(head: string): string[] {
  const parts: string[] = [];
  let rest = head;
  for (;;) {
    const semicolon = indexOutsideQuotes(rest, ';');
    if (semicolon === -1) return [...parts, rest];
    parts.push(rest.slice(0, semicolon));
    rest = rest.slice(semicolon + 1);
  }
}

function indexOutsideQuotes(text: string, wanted: string): number {
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') isQuoted = !isQuoted;
    else if (text[i] === wanted && !isQuoted) return i;
  }
  return -1;
}
