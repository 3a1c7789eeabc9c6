import { isDerivedUid } from '../contact-uid.ts';
import { type Contact } from '../contact-book.ts';
import { parseVCard } from './vcard.ts';

/** What Mailroom writes, and what servers add to any card. */
const OWN = new Set([
  'VERSION',
  'PRODID',
  'UID',
  'KIND',
  'FN',
  'N',
  'ORG',
  'EMAIL',
  'NOTE',
  'REV',
  'CREATED',
]);

/** Parameters that say no more than the property does: how a server writes the address, and a name that it made up. */
const PLAIN = /^[^:;]+(?:;(?:TYPE="?INTERNET"?|DERIVED="?TRUE"?|JSPROP=[^;:]*|PROP-ID=[^;:]*))*$/i;

/**
 * Whether a whole card has a UID that Mailroom gives to a card of its one address, and holds nothing but what Mailroom
 * writes: then nobody else put anything there. Never throws.
 */
export function isOwnVCard(text: string, { uid, addresses }: Pick<Contact, 'uid' | 'addresses'>): boolean {
  const { body, problem } = parseVCard(text);
  const names = body.map(({ property }) => property?.name ?? '');
  const [address, ...others] = addresses;
  return (
    problem === undefined &&
    address !== undefined &&
    others.length === 0 &&
    isDerivedUid(uid, address) &&
    names.every((name) => OWN.has(name)) &&
    new Set(names).size === names.length &&
    body.every(({ property }) => property !== undefined && PLAIN.test(property.head))
  );
}
