import { SenderError } from '../errors.ts';
import { type GroupEntry, memberKey } from './contact-book.ts';
import { componentsOf, spelledName, textValue } from './vcard-property.ts';
import { cleanName, escapeText } from './vcard-text.ts';
import {
  type PropertyLine,
  type VCard,
  contentLine,
  insertProperties,
  parseVCard,
  propertyLines,
  removeLines,
  serialiseVCard,
} from './vcard.ts';

/** The two forms of a contact group: that of vCard 4.0 (RFC 6350 6.1.4, 6.6.5), and Apple's for 3.0. */
const FORMS = [
  { version: '4.0', kind: 'KIND', member: 'MEMBER' },
  { version: '3.0', kind: 'X-ADDRESSBOOKSERVER-KIND', member: 'X-ADDRESSBOOKSERVER-MEMBER' },
] as const;

const NO_GROUP =
  'The contact card is no group: it does not say KIND:group. If the group was deleted, make it anew in your address book.';

type GroupForm = (typeof FORMS)[number];

/** The form that most of these group cards have; Apple's when none has either. */
export function usualForm(cards: readonly string[]): GroupForm {
  const [newer, older] = FORMS;
  const versions = cards.map((card) =>
    propertyLines(parseVCard(card), 'VERSION').at(0)?.property.value.trim(),
  );
  const count = (form: GroupForm): number => versions.filter((version) => version === form.version).length;
  return count(newer) > count(older) ? newer : older;
}

/** The card of a new, empty group. Its name is cleaned as by `editContact`. */
export function newGroupCard(uid: string, name: string, { version, kind }: GroupForm): string {
  const text = escapeText(cleanName(name));
  const properties = [
    ['BEGIN', 'VCARD'],
    ['VERSION', version],
    ['PRODID', '-//Mailroom//Mailroom//EN'],
    ['UID', uid],
    ['FN', text],
    ['N', `${text};;;;`],
    [kind, 'group'],
    ['END', 'VCARD'],
  ] as const;
  return properties.map(([property, value]) => contentLine(property, value, '\r\n').raw).join('');
}

/** Undefined when the card is no group. Never throws. */
export function readGroup(ref: string, card: string): GroupEntry | undefined {
  const vcard = parseVCard(card);
  if (kindLines(vcard).length === 0) return undefined;
  return {
    ref,
    uid:
      propertyLines(vcard, 'UID')
        .map(({ property }) => textValue(property).trim())
        .at(0) ?? '',
    name: nameOf(vcard),
    members: new Set(
      memberLines(vcard)
        .map(keyOf)
        .filter((key) => key !== ''),
    ),
  };
}

/**
 * Adds and removes members (UIDs of cards), in the form that the card already has; a UID in both lists is added. All
 * other lines stay as they are (N5), and where nothing changes the answer is the very same text. Throws `SenderError`
 * when the card is no group or cannot be edited.
 */
export function editMembers(card: string, add: readonly string[], remove: readonly string[]): string {
  const vcard = parseVCard(card);
  if (kindLines(vcard).length === 0) throw new SenderError(NO_GROUP);
  const lines = memberLines(vcard);
  const present = new Set(lines.map(keyOf));
  const wanted = byKey(add);
  const unwanted = byKey(remove);
  const joining = [...wanted].filter(([key]) => !present.has(key)).map(([, uid]) => uid);
  const leaving = lines.filter((line) => unwanted.has(keyOf(line)) && !wanted.has(keyOf(line)));

  const joined = insertProperties(vcard, memberName(vcard), joining.map(memberValue), lines.at(-1));
  return serialiseVCard(removeLines(joined, leaving));
}

const nameOf = (card: VCard): string =>
  [
    ...propertyLines(card, 'FN').map(({ property }) => textValue(property)),
    ...propertyLines(card, 'N').map(({ property }) => componentsOf(property)[0] ?? ''),
  ]
    .map((name) => name.trim())
    .find((name) => name !== '') ?? '';

const kindLines = (card: VCard): PropertyLine[] =>
  FORMS.flatMap(({ kind }) => propertyLines(card, kind)).filter(
    ({ property }) => textValue(property).trim().toLowerCase() === 'group',
  );

const memberLines = (card: VCard): PropertyLine[] =>
  card.body.filter((line): line is PropertyLine =>
    FORMS.some(({ member }) => line.property?.name === member),
  );

const keyOf = ({ property }: PropertyLine): string => memberKey(textValue(property).trim());

/** UIDs by what they are compared by; an empty one names no card. */
const byKey = (uids: readonly string[]): Map<string, string> =>
  new Map(uids.map((uid) => [memberKey(cleanName(uid)), uid] as const).filter(([key]) => key !== ''));

const memberValue = (uid: string): string =>
  `urn:uuid:${escapeText(cleanName(uid).replace(/^urn:uuid:/i, ''))}`;

/** What a member is called in this card: as its last member is, else as fits the line that makes it a group. */
function memberName(card: VCard): string {
  const member = memberLines(card).at(-1);
  if (member !== undefined) return spelledName(member.property.head);
  const kinds = kindLines(card);
  const version = propertyLines(card, 'VERSION').at(0)?.property.value.trim();
  const usual = FORMS.find((form) => form.version === version);
  const kind = (kinds.find(({ property }) => property.name === usual?.kind) ?? kinds[0])?.property;
  const name = FORMS.find((form) => form.kind === kind?.name)?.member ?? FORMS[0].member;
  const isLowerCase = kind !== undefined && /^[^A-Z]+$/.test(spelledName(kind.head));
  return isLowerCase ? name.toLowerCase() : name;
}
