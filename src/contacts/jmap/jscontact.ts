import { cleanName, cleanNote } from '../clean-text.ts';
import { SenderError } from '../../errors.ts';
import { isObject, type JsonObject } from '../../jmap/fields.ts';
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
import { componentsWith, displayName, personNameOf } from './jscontact-name.ts';

/** A Card (RFC 9553 2) as JMAP serves it (RFC 9610 3). What has another shape than it should counts as absent. */
export type JsCard = JsonObject;

/** The properties of a card that `readContact` and `editContact` look at; all else stays at the server. */
export const CONTACT_PROPERTIES = ['id', 'uid', 'name', 'nicknames', 'organizations', 'emails', 'notes'];

/** Reads what it can of any card. Never throws. */
export function readContact(card: JsCard): Contact {
  const organization = filledText(card, 'organizations', 'name');
  const nicknames = nicknamesOf(card);
  // A server makes the vCard's FN of these, and keeps it to itself (RFC 9554 4.4): only the name looks blank.
  const fullName = displayName(card) ?? organization ?? nicknames?.[0];
  const personName = personNameOf(card);
  const note = filledText(card, 'notes', 'note');
  return contactOf({
    uid: uidOf(card) ?? '',
    addresses: addressesOf(card),
    fullName,
    organization,
    nicknames,
    personName,
    note,
  });
}

/** Reads a card as a listing has it. Undefined when it has no id. Never throws. */
export const readEntry = (card: JsCard): CardEntry | undefined =>
  typeof card.id === 'string'
    ? { ref: card.id, uid: uidOf(card) ?? '', addresses: addressesOf(card) }
    : undefined;

/** A new card. Its address book is still to be added; text is cleaned as by `editContact`. */
export function newCard(uid: string, contact: NewContact): JsCard {
  const nameless = {
    '@type': 'Card',
    version: '1.0',
    uid,
    kind: contact.personName === undefined ? 'org' : 'individual',
    name: { full: cleanName(contact.address) },
    emails: { [NEW_KEY]: { address: contact.address } },
  };
  return editContact(nameless, contact);
}

/**
 * Sets the given properties and touches nothing else (N5); blank values are not written, for they would only take
 * something away, and text is cleaned (`cleanName`, `cleanNote`), for it comes from mail. Where nothing differs, the
 * answer is the very same card. Throws `SenderError` when the card has something else where text would have to go.
 */
export function editContact(card: JsCard, edit: ContactEdit): JsCard {
  let edited = card;
  if (edit.fullName !== undefined) edited = withFullName(edited, cleanName(edit.fullName));
  if (edit.personName !== undefined) edited = withPersonName(edited, edit.personName);
  if (edit.organization !== undefined)
    edited = withText(edited, 'organizations', 'name', cleanName(edit.organization), cleanName);
  if (edit.dropsNote === true) edited = withoutText(edited, 'notes', 'note');
  if (edit.note !== undefined) edited = withText(edited, 'notes', 'note', cleanNote(edit.note), cleanNote);
  return edited;
}

function withFullName(card: JsCard, full: string): JsCard {
  if (isBlank(full) || full === cleanName(displayName(card) ?? '')) return card;
  return { ...card, name: { ...objectIn(card, 'name'), full } };
}

function withPersonName(card: JsCard, personName: PersonName): JsCard {
  const name = objectIn(card, 'name');
  const components = componentsWith(card, personName);
  return components === undefined ? card : { ...card, name: { ...name, components } };
}

/** Sets one field of the object that counts among several by key (RFC 9553 1.4.1): notes, organizations. */
function withText(
  card: JsCard,
  property: string,
  field: string,
  wanted: string,
  clean: (text: string) => string,
): JsCard {
  const all = objectIn(card, property);
  const [key = NEW_KEY, current = {}] = filledEntry(card, property, field) ?? [];
  if (isBlank(wanted) || wanted === clean(textOf(current[field]) ?? '')) return card;
  return { ...card, [property]: { ...all, [key]: { ...current, [field]: wanted } } };
}

/** Empties the same field: an object that is taken away could hold more. */
function withoutText(card: JsCard, property: string, field: string): JsCard {
  const [key, current] = filledEntry(card, property, field) ?? [];
  if (key === undefined || textOf(current?.[field]) === undefined) return card;
  return { ...card, [property]: { ...objectIn(card, property), [key]: { ...current, [field]: '' } } };
}

/** Keys need only differ within one card. */
const NEW_KEY = 'mailroom';

/** The object that counts: the first that says something, else the first. */
function filledEntry(card: JsCard, property: string, field: string): [string, JsonObject] | undefined {
  const entries = Object.entries(isObject(card[property]) ? card[property] : {}).filter(
    (entry): entry is [string, JsonObject] => isObject(entry[1]),
  );
  return entries.find(([, entry]) => textOf(entry[field]) !== undefined) ?? entries[0];
}

const filledText = (card: JsCard, property: string, field: string): string | undefined =>
  textOf(filledEntry(card, property, field)?.[1][field]);

function nicknamesOf({ nicknames }: JsCard): string[] | undefined {
  const names = Object.values(isObject(nicknames) ? nicknames : {}).flatMap((nickname) =>
    isObject(nickname) ? (textOf(nickname.name) ?? []) : [],
  );
  return names.length === 0 ? undefined : names;
}

function objectIn(card: JsCard, property: string): JsonObject {
  const value = card[property] ?? {};
  if (!isObject(value))
    throw new SenderError(`The contact card cannot be edited: its '${property}' is no object (RFC 9553)`);
  return value;
}

const uidOf = (card: JsCard): string | undefined => textOf(card.uid)?.trim();

function addressesOf({ emails }: JsCard): Address[] {
  const values = Object.values(isObject(emails) ? emails : {}).filter(isObject);
  return [...new Set(values.flatMap(({ address }) => addressesIn(textOf(address) ?? '')))];
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && !isBlank(value) ? value : undefined;

const isBlank = (text: string): boolean => text.trim() === '';
