import { parseAddresses } from './address-list.ts';
import { decodeEncodedWords } from './encoded-words.ts';
import { type HeaderField } from './message.ts';

type HeaderReader = (headers: readonly HeaderField[]) => unknown;

/** RFC 8621 4.1.2: a header field's parsed forms. */
const FORMS: Record<string, (value: string) => unknown> = {
  asRaw: (value) => value,
  asText: (value) => asText(value),
  asAddresses: (value) => parseAddresses(value),
  asMessageIds: (value) => asMessageIds(value),
  asDate: (value) => asDate(value),
  asURLs: (value) => orNull([...value.matchAll(/<([^>]*)>/g)].map(([, url = '']) => url)),
};

/** Forms that fields of the standard may be read in, beside raw; all other fields may be read in every form. */
const ALLOWED_FORMS: Record<string, readonly string[]> = {
  ...Object.fromEntries(
    ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc'].map((name) => [name, ['asAddresses']]),
  ),
  ...Object.fromEntries(['message-id', 'in-reply-to', 'references'].map((name) => [name, ['asMessageIds']])),
  subject: ['asText'],
  date: ['asDate'],
};

const STANDARD: Record<string, HeaderReader> = {
  messageId: reader('Message-ID', 'asMessageIds'),
  inReplyTo: reader('In-Reply-To', 'asMessageIds'),
  references: reader('References', 'asMessageIds'),
  sender: reader('Sender', 'asAddresses'),
  from: reader('From', 'asAddresses'),
  to: reader('To', 'asAddresses'),
  cc: reader('Cc', 'asAddresses'),
  bcc: reader('Bcc', 'asAddresses'),
  replyTo: reader('Reply-To', 'asAddresses'),
  subject: reader('Subject', 'asText'),
  sentAt: reader('Date', 'asDate'),
};

export const STANDARD_HEADER_PROPERTIES = Object.keys(STANDARD);

/** Reads `from`, `header:List-Id:asText` and the like (RFC 8621 4.1.3); undefined when there is no such property. */
export function headerProperty(property: string): HeaderReader | undefined {
  if (Object.hasOwn(STANDARD, property)) return STANDARD[property];
  const match = /^header:([^:\s]+)(?::(as\w+))?(:all)?$/.exec(property);
  const [, name = '', form = 'asRaw', all] = match ?? [];
  if (match === null || !Object.hasOwn(FORMS, form)) return undefined;
  const allowed = ALLOWED_FORMS[name.toLowerCase()];
  if (allowed !== undefined && form !== 'asRaw' && !allowed.includes(form)) return undefined;
  return reader(name, form, all !== undefined);
}

/** The first From address, in lower case; empty when there is none. */
export function senderOf(headers: readonly HeaderField[]): string {
  const from = headers.findLast((field) => isNamed(field, 'from'))?.value ?? '';
  return parseAddresses(from)?.[0]?.email.toLowerCase() ?? '';
}

/** Decoded; empty when there is none. */
export function subjectOf(headers: readonly HeaderField[]): string {
  const field = headers.findLast((candidate) => isNamed(candidate, 'subject'));
  return field === undefined ? '' : asText(field.value);
}

/** Of several fields of one name the last counts. */
function reader(name: string, form: string, all = false): HeaderReader {
  const parse = FORMS[form] ?? asText;
  const lowerCase = name.toLowerCase();
  return (headers) => {
    if (all) return headers.filter((field) => isNamed(field, lowerCase)).map(({ value }) => parse(value));
    const field = headers.findLast((candidate) => isNamed(candidate, lowerCase));
    return field === undefined ? null : parse(field.value);
  };
}

const isNamed = ({ name }: HeaderField, lowerCase: string): boolean =>
  name.length === lowerCase.length && name.toLowerCase() === lowerCase;

const unfold = (value: string): string => value.replace(/\r\n(?=[ \t])/g, '');

const asText = (value: string): string =>
  decodeEncodedWords(unfold(value).replace(/^[ \t]+/, '')).normalize('NFC');

const asMessageIds = (value: string): string[] | null =>
  orNull(
    [...unfold(value).matchAll(/<([^>]*)>|([^\s<]+)/g)]
      .map(([, bracketed, bare = '']) => bracketed?.replace(/\s/g, '') ?? bare)
      .filter((id) => id !== ''),
  );

function asDate(value: string): string | null {
  const time = Date.parse(unfold(value).replace(/\([^)]*\)/g, ''));
  if (Number.isNaN(time)) return null;
  const [, sign = '+', hours = '00', minutes = '00'] = /([+-])(\d\d)(\d\d)\s*$/.exec(value.trim()) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const local = new Date(time + offset * 60_000).toISOString().slice(0, 19);
  return local + (offset === 0 ? 'Z' : `${sign}${hours}:${minutes}`);
}

const orNull = (list: string[]): string[] | null => (list.length === 0 ? null : list);
