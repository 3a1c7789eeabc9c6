import { cleanName, cleanNote } from '../clean-text.ts';
import { type Address } from '../../mail/address.ts';
import { addressesIn } from '../addresses-in.ts';
import {
  contactOf,
  type CardEntry,
  type Contact,
  type ContactEdit,
  type NewContact,
  type PersonName,
} from '../contact-book.ts';
import { type Property, componentsOf, decodedValue, textValue } from './vcard-property.ts';
import { escapeText, splitComponents, splitList, unescapeText } from './vcard-text.ts';
import {
  type PropertyLine,
  type VCard,
  contentLine,
  insertProperties,
  parseVCard,
  propertyLines,
  removeLines,
  replaceValue,
  serialiseVCard,
} from './vcard.ts';

/** Reads what it can of any card, also of one that cannot be edited. Never throws. */
export function readContact(card: string): Contact {
  const vcard = parseVCard(card);
  const fullName = readFilled(vcard, 'FN', textValue);
  const organization = readFilled(vcard, 'ORG', firstComponent);
  const name = filledLine(vcard, 'N', allComponents);
  const personName = name && personNameOf(name.property);
  const note = readFilled(vcard, 'NOTE', textValue);
  return contactOf({
    uid: uidOf(vcard) ?? '',
    addresses: addressesOf(vcard),
    fullName,
    organization,
    nicknames: nicknamesOf(vcard),
    personName,
    note,
  });
}

/**
 * Reads a card as a listing has it, with a few of its properties. Undefined when it has neither a UID nor an address: then
 * it is of no use. Never throws.
 */
export function readEntry(ref: string, card: string): CardEntry | undefined {
  const vcard = parseVCard(card);
  const uid = uidOf(vcard) ?? '';
  const addresses = addressesOf(vcard);
  return uid === '' && addresses.length === 0 ? undefined : { ref, uid, addresses };
}

/**
 * A new card in vCard 3.0, which every CardDAV server takes (RFC 6352 6.3.2). Text is cleaned as by `editContact`; a
 * contact without a name is named after its address, as FN must not be empty (RFC 2426 3.1.1).
 */
export function newCard(uid: string, contact: NewContact): string {
  const properties = [
    ['BEGIN', 'VCARD'],
    ['VERSION', '3.0'],
    ['PRODID', '-//Mailroom//Mailroom//EN'],
    ['UID', nameValue(uid)],
    ['FN', nameValue(contact.address)],
    ['N', nameComponents(NO_NAME).join(';')],
    ['EMAIL;TYPE=INTERNET', nameValue(contact.address)],
    ['END', 'VCARD'],
  ] as const;
  const nameless = properties.map(([name, value]) => contentLine(name, value, '\r\n').raw).join('');
  return editContact(nameless, contact);
}

/**
 * Sets the given properties and touches nothing else (N5). Text comes from mail, so it is cleaned: names are put on one
 * line and trimmed, control characters and lone surrogates go (`cleanName`, `cleanNote`). A blank value is not written:
 * it would only take something away. Where nothing differs, the answer is the very same text. Throws `SenderError` when
 * the card cannot be edited.
 */
export function editContact(card: string, edit: ContactEdit): string {
  let vcard = parseVCard(card);
  if (edit.fullName !== undefined) vcard = withFullName(vcard, edit.fullName);
  if (edit.personName !== undefined) vcard = withPersonName(vcard, edit.personName);
  if (edit.organization !== undefined) vcard = withOrganization(vcard, edit.organization);
  if (edit.dropsNote === true) vcard = withoutNote(vcard);
  if (edit.note !== undefined) vcard = withNote(vcard, edit.note);
  return serialiseVCard(vcard);
}

function withFullName(card: VCard, fullName: string): VCard {
  const line = filledLine(card, 'FN', textValue);
  const current = cleanName(line ? textValue(line.property) : '');
  const wanted = cleanName(fullName);
  return isBlank(wanted) || wanted === current ? card : withValue(card, 'FN', line, escapeText(wanted));
}

function withPersonName(card: VCard, personName: PersonName): VCard {
  const line = filledLine(card, 'N', allComponents);
  const current = nameComponents((line && personNameOf(line.property)) ?? NO_NAME);
  const wanted = nameComponents(personName);
  if (wanted.every(isBlank) || wanted.join(';') === current.join(';')) return card;
  return withValue(card, 'N', line, [...wanted, ...componentsFrom(line, wanted.length)].join(';'));
}

/** The further components are units of the organization (RFC 6350 6.6.4); Mailroom knows nothing of those. */
function withOrganization(card: VCard, organization: string): VCard {
  const line = filledLine(card, 'ORG', firstComponent);
  const current = cleanName(line ? firstComponent(line.property) : '');
  const wanted = cleanName(organization);
  if (isBlank(wanted) || wanted === current) return card;
  return withValue(card, 'ORG', line, [escapeText(wanted), ...componentsFrom(line, 1)].join(';'));
}

function withoutNote(card: VCard): VCard {
  const line = filledLine(card, 'NOTE', textValue);
  return line === undefined ? card : removeLines(card, [line]);
}

function withNote(card: VCard, note: string): VCard {
  const line = filledLine(card, 'NOTE', textValue);
  const current = cleanNote(line ? textValue(line.property) : '');
  const wanted = cleanNote(note);
  return isBlank(wanted) || wanted === current ? card : withValue(card, 'NOTE', line, escapeText(wanted));
}

const withValue = (card: VCard, name: string, line: PropertyLine | undefined, value: string): VCard =>
  line === undefined ? insertProperties(card, name, [value]) : replaceValue(card, line, value);

const nameValue = (text: string): string => escapeText(cleanName(text));

const componentsFrom = (line: PropertyLine | undefined, start: number): string[] =>
  line === undefined ? [] : splitComponents(decodedValue(line.property)).slice(start);

const NO_NAME: PersonName = { given: '', family: '', middle: '', prefix: '', suffix: '' };

/** RFC 6350 6.2.2. */
const nameComponents = ({ family, given, middle, prefix, suffix }: PersonName): string[] =>
  [family, given, middle, prefix, suffix].map(nameValue);

function personNameOf(property: Property): PersonName | undefined {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = componentsOf(property);
  const isEmpty = [family, given, middle, prefix, suffix].every(isBlank);
  return isEmpty ? undefined : { given, family, middle, prefix, suffix };
}

function uidOf(card: VCard): string | undefined {
  return readFilled(card, 'UID', textValue)?.trim();
}

function nicknamesOf(card: VCard): string[] | undefined {
  const all = propertyLines(card, 'NICKNAME').flatMap(({ property }) =>
    splitList(decodedValue(property)).map(unescapeText),
  );
  const filled = all.filter((name) => !isBlank(name));
  return filled.length === 0 ? undefined : filled;
}

function addressesOf(card: VCard): Address[] {
  return [
    ...new Set(propertyLines(card, 'EMAIL').flatMap(({ property }) => addressesIn(textValue(property)))),
  ];
}

const firstComponent = (property: Property): string => componentsOf(property)[0] ?? '';

const allComponents = (property: Property): string => componentsOf(property).join('');

/** The property that counts where there are several of a name: the first that says something, else the first. */
function filledLine(
  card: VCard,
  name: string,
  read: (property: Property) => string,
): PropertyLine | undefined {
  const lines = propertyLines(card, name);
  return lines.find(({ property }) => !isBlank(read(property))) ?? lines[0];
}

function readFilled(card: VCard, name: string, read: (property: Property) => string): string | undefined {
  const line = filledLine(card, name, read);
  const value = line && read(line.property);
  return value === undefined || isBlank(value) ? undefined : value;
}

const isBlank = (text: string): boolean => text.trim() === '';
