import { type GroupEntry } from '../contact-book.ts';
import { MEMBER_3, MEMBER_4, meaningsAt, memberLines, memberText, urnOf } from './group-member.ts';
import { componentsOf, textValue } from './vcard-property.ts';
import { escapeText } from './vcard-text.ts';
import { type ContentLine, type PropertyLine, type VCard, contentLine, propertyLines } from './vcard.ts';

/** What makes a card a group, in vCard 3.0 after Apple, and in 4.0 (RFC 6350 6.1.4). */
export const KIND_3 = 'X-ADDRESSBOOKSERVER-KIND';
export const KIND_4 = 'KIND';

/** Properties that are the same in both versions, where they have no parameters. */
const COMMON = new Set(['UID', 'FN', 'N', 'NOTE', 'REV', 'PRODID']);

const MAX_NAME_COMPONENTS = 5;

export const isVersion4 = (card: Pick<VCard, 'body'>): boolean =>
  propertyLines(card, 'VERSION').at(0)?.property.value.trim() === '4.0';

/**
 * The group as vCard 3.0, in which alone all servers resolve members alike; all lines but those of the form are the same
 * as before. A card with anything that only 4.0 can say is given back as it is (N5), and so is one that has the form.
 */
export function asVersion3(card: VCard, group: Pick<GroupEntry, 'members'>): VCard {
  if (!isVersion4(card) || !card.body.every(fitsVersion3)) return card;
  if (propertyLines(card, KIND_3).length > 0 || propertyLines(card, KIND_4).length > 1) return card;
  const meanings = meaningsAt(group, memberLines(card));
  const written = new Set<string>();
  const inVersion3 = (line: ContentLine): ContentLine[] => {
    const { property } = line;
    if (property === undefined) return [line];
    const { name, value } = property;
    if (name === 'VERSION') return [contentLine('VERSION', '3.0', card.lineBreak)];
    if (name === KIND_4) return [...missingName(card), contentLine(KIND_3, value, card.lineBreak)];
    if (name !== MEMBER_4) return [line];
    const uids = meanings({ raw: line.raw, property });
    // In vCard 4.0 a member may be there in both ways.
    const values = (uids.length === 0 ? [value] : uids.map((uid) => urnOf(escapeText(uid)))).filter(
      (urn) => written.size < written.add(urn).size,
    );
    return values.map((urn) => contentLine(MEMBER_3, urn, card.lineBreak));
  };
  return { ...card, body: card.body.flatMap(inVersion3) };
}

function fitsVersion3({ raw, property }: ContentLine): boolean {
  if (property === undefined) return raw.trim() === '';
  const { name, head } = property;
  if (name.startsWith('X-')) return true;
  if (head.toUpperCase() !== name) return false;
  if (name === MEMBER_4) return !isOtherUri(memberText({ raw, property }));
  if (name === 'N') return componentsOf(property).length <= MAX_NAME_COMPONENTS;
  return name === 'VERSION' || name === KIND_4 || COMMON.has(name);
}

/** Such as `mailto:`, which vCard 4.0 allows, and Apple's form does not know. */
const isOtherUri = (text: string): boolean => /^(?!urn:uuid:)[a-z][a-z0-9+.-]*:/i.test(text);

/** N is needed in vCard 3.0 (RFC 2426 3.1.2); in groups, Apple has the name there. */
function missingName(card: VCard): ContentLine[] {
  if (propertyLines(card, 'N').length > 0) return [];
  const [name]: (PropertyLine | undefined)[] = propertyLines(card, 'FN');
  const text = name === undefined ? '' : escapeText(textValue(name.property));
  return [contentLine('N', `${text};;;;`, card.lineBreak)];
}
