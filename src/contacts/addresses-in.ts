import { type Address, domainOf, localPartOf, normaliseAddress } from '../mail/address.ts';
import { withoutQuotes } from './same-name.ts';

/**
 * The addresses in what a card has for an address, to find the card by: people, imports and other programs put a name,
 * brackets, quotes, a comment, a `mailto:` URI (RFC 6068), invisible characters or a second address there, too. An address
 * as Mailroom writes it is read as just that. Empty when there is none. Never throws.
 */
export function addressesIn(text: string): Address[] {
  const whole = normaliseAddress(text);
  const isPlain = whole === text.trim().toLowerCase() && PLAIN_DOMAIN.test(domainOf(whole));
  if (isPlain || text.length > MAX_LENGTH) return whole === undefined ? [] : [whole];

  const visible = withoutQuotes(
    text
      .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
      .replace(/[\r\n]+/g, ',')
      .replace(/\p{Cc}/gu, ' ')
      .replace(/(mailto:[^?\s<>]*)\?[^\s<>]*/giu, '$1'),
  );
  const isUri = /\bmailto:/i.test(visible);
  const found = [...visible.matchAll(PART)].flatMap(({ groups: { bracketed, ...part } = {} }) =>
    (bracketed === undefined ? [part] : [...bracketed.matchAll(PART)].map(({ groups = {} }) => groups)).map(
      ({ local, domain }) => addressOf(local, domain, isUri),
    ),
  );
  return [...new Set([...found, spaced(visible)])].filter((address) => address !== undefined);
}

/** Longer text has no address in it that anybody uses, and looking for one takes time with the square of its length. */
const MAX_LENGTH = 1_000;

const PLAIN_DOMAIN = /^(?:\[[^[\]]*\]|[\p{L}\p{N}\p{M}._*-]*[\p{L}\p{N}\p{M}_-])$/u;

const PART = new RegExp(
  [
    // A name, if any, and brackets with an address in them: what stands in the name does not count.
    String.raw`(?:"(?:[^"\\]|\\[^])*"|[^",;<>])*<(?<bracketed>[^<>]*@[^<>]*)>`,
    String.raw`(?<local>"(?:[^"\\]|\\[^])*"|[^\s"()<>[\]:;@\\,\u201c\u201d\u201e\u00ab\u00bb]+)@(?<domain>\[[^\s[\]]*\]|[\p{L}\p{N}\p{M}._-]+)[/|]?`,
    // A name in quotes, and a comment.
    String.raw`"(?:[^"\\]|\\[^])*"`,
    String.raw`\([^()]*\)`,
  ].join('|'),
  'gu',
);

function addressOf(
  local: string | undefined,
  domain: string | undefined,
  isUri: boolean,
): Address | undefined {
  if (local === undefined || domain === undefined) return undefined;
  return normaliseAddress(`${isUri ? unescaped(local) : local}@${domain.replace(/\.+$/, '')}`);
}

/** Some servers take the quotes off a local part: then what looks like a name before an address belongs to it. */
function spaced(text: string): Address | undefined {
  const whole = normaliseAddress(text);
  return whole !== undefined &&
    /^[^"(),:;<>@[\]\\]+$/.test(localPartOf(whole)) &&
    PLAIN_DOMAIN.test(domainOf(whole))
    ? whole
    : undefined;
}

function unescaped(uriPart: string): string {
  try {
    return decodeURIComponent(uriPart);
  } catch {
    return uriPart;
  }
}
