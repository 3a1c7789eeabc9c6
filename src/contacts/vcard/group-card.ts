import { cleanName } from '../clean-text.ts';
import { SenderError } from '../../errors.ts';
import { type GroupEntry, type MemberChange } from '../contact-book.ts';
import { asVersion3, isVersion4, KIND_3, KIND_4 } from './group-form.ts';
import { MEMBER_3, MEMBER_4, meaningsAt, memberLines, memberText, uidsMeant, urnOf } from './group-member.ts';
import { bareUid } from '../member-uid.ts';
import { componentsOf, textValue } from './vcard-property.ts';
import { escapeText } from './vcard-text.ts';
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

const NO_GROUP =
  'The contact card is no group: it does not say KIND:group. If the group was deleted, make it anew in your address book.';

/** The card of a new, empty group. Its name is cleaned as by `editContact`. */
export function newGroupCard(uid: string, name: string): string {
  const text = escapeText(cleanName(name));
  const properties = [
    ['BEGIN', 'VCARD'],
    ['VERSION', '3.0'],
    ['PRODID', '-//Mailroom//Mailroom//EN'],
    ['UID', uid],
    ['FN', text],
    ['N', `${text};;;;`],
    [KIND_3, 'group'],
    ['END', 'VCARD'],
  ] as const;
  return properties.map(([property, value]) => contentLine(property, value, '\r\n').raw).join('');
}

/** Reads a group as a listing has it. Undefined when the card is no group. Never throws. */
export function readGroup(ref: string, card: string): GroupEntry | undefined {
  const vcard = parseVCard(card);
  if (kindLines(vcard).length === 0) return undefined;
  const lines = memberLines(vcard);
  return {
    ref,
    uid:
      propertyLines(vcard, 'UID')
        .map(({ property }) => textValue(property).trim())
        .at(0) ?? '',
    name: nameOf(vcard),
    members: new Set(lines.flatMap(uidsMeant)),
    strays: new Set(
      lines
        .filter((line) => uidsMeant(line).length === 0)
        .map((line) => bareUid(memberText(line)))
        .filter((bare) => bare !== ''),
    ),
  };
}

/**
 * Adds and removes members. What is added is written in the form that every server resolves, that of vCard 3.0, and the
 * card is brought into it where that loses nothing; else it is written in both ways in which vCard 4.0 is understood. All
 * other lines stay as they are (N5), and where nothing changes the answer is the very same text. Throws `SenderError` when
 * the card is no group or cannot be edited.
 */
export function editMembers(card: string, { group, add, remove }: MemberChange): string {
  const vcard = parseVCard(card);
  if (kindLines(vcard).length === 0) throw new SenderError(NO_GROUP);
  const wanted = new Set(add.map(cleanName).filter((uid) => bareUid(uid) !== ''));
  const unwanted = new Set(remove.map(cleanName).filter((uid) => !wanted.has(uid)));
  const isPresent = isPresentIn(vcard, group);
  const joining = [...wanted].filter((uid) => !isPresent(uid));
  const kept = without(vcard, unwanted, group, wanted);
  return serialiseVCard(joining.length === 0 ? kept : withMembers(asVersion3(kept, group), joining, group));
}

/** Whether a member is there so that the server resolves it. */
function isPresentIn(card: VCard, group: GroupEntry): (uid: string) => boolean {
  const lines = memberLines(card);
  if (!isVersion4(card)) {
    const texts = new Set(ofVersion3(lines).map(memberText));
    return (uid) => texts.has(urnOf(uid));
  }
  const meant = new Set(lines.flatMap(meaningsAt(group, lines)));
  return (uid) => group.members.has(uid) && meant.has(uid);
}

/** Without the lines that mean these members, strays included; a line that means one of `spared`, too, stays. */
function without(
  card: VCard,
  uids: ReadonlySet<string>,
  group: GroupEntry,
  spared: ReadonlySet<string>,
): VCard {
  const strays = new Set([...uids].map(bareUid).filter((bare) => group.strays.has(bare)));
  const lines = memberLines(card);
  const meanings = meaningsAt(group, lines);
  const isMeant = (line: PropertyLine): boolean => {
    const meant = meanings(line);
    if (meant.some((uid) => spared.has(uid))) return false;
    return meant.some((uid) => uids.has(uid)) || strays.has(bareUid(memberText(line)));
  };
  return removeLines(card, lines.filter(isMeant));
}

function withMembers(card: VCard, uids: readonly string[], group: GroupEntry): VCard {
  if (isVersion4(card)) {
    const present = new Set(memberLines(card).map(memberText));
    const values = uids.flatMap((uid) => [uid, urnOf(uid)]).filter((value) => !present.has(value));
    return insertProperties(card, MEMBER_4, values.map(escapeText), memberLines(card).at(-1));
  }
  // What stands for them so far is not resolved by every server.
  const cleared = without(card, new Set(uids), group, new Set());
  const values = uids.map((uid) => escapeText(urnOf(uid)));
  return insertProperties(cleared, MEMBER_3, values, memberLines(cleared).at(-1));
}

const nameOf = (card: VCard): string =>
  [
    ...propertyLines(card, 'FN').map(({ property }) => textValue(property)),
    ...propertyLines(card, 'N').map(({ property }) => componentsOf(property)[0] ?? ''),
  ]
    .map((name) => name.trim())
    .find((name) => name !== '') ?? '';

const kindLines = (card: VCard): PropertyLine[] =>
  [KIND_4, KIND_3]
    .flatMap((kind) => propertyLines(card, kind))
    .filter(({ property }) => textValue(property).trim().toLowerCase() === 'group');

const ofVersion3 = (lines: readonly PropertyLine[]): PropertyLine[] =>
  lines.filter(({ property }) => property.name === MEMBER_3);
