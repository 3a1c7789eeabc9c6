import { isObject, type JsonObject } from '../jmap/fields.ts';
import { type Address, normaliseAddress } from '../mail/address.ts';
import { isDerivedUid } from '../contacts/contact-uid.ts';

/** What a server adds to every card, or where it keeps it. */
const SERVER_SET = [
  'id',
  '@type',
  'version',
  'created',
  'updated',
  'prodId',
  'addressBookIds',
  'addressBookId',
];

const WRITTEN = ['uid', 'kind', 'name', 'emails', 'organizations', 'notes'];

/** Kinds of name components that a vCard's N has (RFC 9555 2.4.2). */
const NAME_PARTS = new Set(['title', 'given', 'given2', 'surname', 'credential', 'separator']);

/**
 * Whether a card, read with all its properties, is provably Mailroom's own: its UID is derived from its one address, and it
 * holds nothing but what Mailroom writes. Over JMAP only such a card is ever written, for servers convert a card as a
 * whole when any part of it changes, and lose what their converter does not know (N5). Never throws.
 */
export function isOwnCard(card: JsonObject): boolean {
  // Nobody asks for these two alone, so a card without them may not have been read as a whole.
  if (card['@type'] !== 'Card' || typeof card.version !== 'string') return false;
  const others = Object.keys(card).filter((name) => ![...SERVER_SET, ...WRITTEN].includes(name));
  if (others.some((name) => !isNothing(card[name]))) return false;
  const { uid, kind = 'individual', name, emails, organizations, notes } = card;
  const [email, ...moreEmails] = entriesOf(emails);
  const address = email === undefined ? undefined : ownAddress(email);
  return (
    typeof uid === 'string' &&
    address !== undefined &&
    moreEmails.length === 0 &&
    isDerivedUid(uid, address) &&
    (kind === 'individual' || kind === 'org') &&
    isOwnName(name) &&
    isOneOf(organizations, 'name') &&
    isOneOf(notes, 'note')
  );
}

/** Whether the UID is one that Mailroom would give to a card with one of these addresses. */
export const hasDerivedUid = (uid: string, addresses: readonly Address[]): boolean =>
  addresses.some((address) => isDerivedUid(uid, address));

/** Deviation: a group made over CardDAV may keep the letter case that its vCard has (`KIND:Group`). */
export const isGroup = ({ kind }: JsonObject): boolean =>
  typeof kind === 'string' && kind.toLowerCase() === 'group';

function ownAddress(email: unknown): Address | undefined {
  if (!isObject(email) || !hasOnly(email, ['address', 'vCardParams'])) return undefined;
  const { address, vCardParams: params } = email;
  // What becomes of EMAIL;TYPE=INTERNET, as a card has it that was made over CardDAV.
  const isPlain =
    isNothing(params) ||
    (isObject(params) && hasOnly(params, ['type']) && /^internet$/i.test(String(params.type)));
  return isPlain && typeof address === 'string' ? normaliseAddress(address) : undefined;
}

function isOwnName(name: unknown): boolean {
  if (isNothing(name)) return true;
  if (!isObject(name) || !hasOnly(name, ['full', 'components', 'isOrdered', 'defaultSeparator']))
    return false;
  const components: unknown = name.components ?? [];
  return (
    Array.isArray(components) &&
    components.every(
      (component) =>
        isObject(component) &&
        hasOnly(component, ['kind', 'value']) &&
        NAME_PARTS.has(String(component.kind)),
    )
  );
}

/** At most one object, with this one field. */
function isOneOf(property: unknown, field: string): boolean {
  const entries = entriesOf(property);
  return (
    (isNothing(property) || isObject(property)) &&
    entries.length <= 1 &&
    entries.every((entry) => isObject(entry) && hasOnly(entry, [field]))
  );
}

const entriesOf = (property: unknown): unknown[] => Object.values(isObject(property) ? property : {});

const hasOnly = (object: JsonObject, names: readonly string[]): boolean =>
  Object.keys(object).every((name) => name === '@type' || names.includes(name) || isNothing(object[name]));

const isNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);
