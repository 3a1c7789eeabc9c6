import { domainToASCII } from 'node:url';

/** A mail address in the one form that Mailroom compares: see `normaliseAddress`. */
export type Address = string & { readonly __brand: 'Address' };

/**
 * Brings an address (an addr-spec, RFC 5322 3.4.1) into the form in which senders are compared: the local part in lower
 * case and NFC, quoted only where it must be; the domain as A-labels (RFC 5890) in lower case. Servers differ in whether
 * they keep a local part's quotes, so both `"a b"@x` and `a b@x` are understood. Plus tags stay: they are senders of
 * their own. Undefined when there is no local part or no domain, or a control character anywhere.
 */
export function normaliseAddress(text: string): Address | undefined {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  const local = unquoted(trimmed.slice(0, Math.max(at, 0)));
  const domain = trimmed.slice(at + 1);
  if (local === '' || CONTROL.test(trimmed) || !/^[^\s@"<>,;()\\]+$/u.test(domain)) return undefined;
  return `${quotedIfNeeded(local.toLowerCase().normalize('NFC'))}@${asciiDomain(domain)}` as Address;
}

/**
 * The sender that a From address stands for, or undefined when Mailroom must not guess: servers replace bytes that
 * they cannot read, so two senders with non-ASCII addresses might look the same. A domain without a dot is none that
 * mail comes from, but what a server made of something else. On a card, an address with an asterisk stands for many.
 */
export const senderAddress = (text: string): Address | undefined => {
  const address = /^[\x20-\x7e]+$/.test(text) && !text.includes('*') ? normaliseAddress(text) : undefined;
  return address !== undefined && /^\[.+\]$|[^.]\.[^.]/.test(domainOf(address)) ? address : undefined;
};

export const domainOf = (address: Address): string => address.slice(address.lastIndexOf('@') + 1);

/** The sender that stands for everybody at the address's domain, and at none below it; of such a sender, itself. */
export const wholeDomainOf = (address: Address): Address => `${WHOLE_DOMAIN}${domainOf(address)}` as Address;

/** Whether a sender is a whole domain. No mail is from such an address: see `senderAddress`. */
export const isWholeDomain = (sender: Address): boolean => sender.startsWith(WHOLE_DOMAIN);

const WHOLE_DOMAIN = '*@';

/** Whether mail from an address is a sender's: from just that address, or from anybody at exactly the domain that it is. */
export const isFrom = (from: Address | undefined, sender: Address): boolean =>
  from === sender || (from !== undefined && isWholeDomain(sender) && wholeDomainOf(from) === sender);

export const localPartOf = (address: Address): string => unquoted(address.slice(0, address.lastIndexOf('@')));

// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** What a dot-atom may hold (RFC 5322 3.2.3, RFC 6532 3.2). Dots may stand anywhere, as they do in the wild. */
const DOT_ATOM = /^[\p{L}\p{N}\p{M}\p{Extended_Pictographic}!#$%&'*+\-/=?^_`{|}~.]+$/u;

function unquoted(local: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/u.exec(local)?.[1];
  return quoted === undefined ? local : quoted.replace(/\\(.)/gu, '$1');
}

const quotedIfNeeded = (local: string): string =>
  DOT_ATOM.test(local) ? local : `"${local.replace(/["\\]/g, '\\$&')}"`;

function asciiDomain(domain: string): string {
  // domainToASCII reads a host as URLs do (percent escapes, numbers as IPv4), so only true U-labels may reach it.
  const isUnicode = /[^\p{ASCII}]/u.test(domain) && /^[\p{L}\p{N}\p{M}.-]+$/u.test(domain);
  return (isUnicode && domainToASCII(domain)) || domain.toLowerCase().normalize('NFC');
}
