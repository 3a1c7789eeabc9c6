import { type GroupEntry } from '../contact-book.ts';
import { textValue } from './vcard-property.ts';
import { type PropertyLine, type VCard } from './vcard.ts';

/** What a member is called in vCard 3.0, after Apple. The value is `urn:uuid:` and the UID of the member's card. */
export const MEMBER_3 = 'X-ADDRESSBOOKSERVER-MEMBER';
/** In vCard 4.0 (RFC 6350 6.6.5). The value is a UID, or `urn:uuid:` and a UID: there, servers differ. */
export const MEMBER_4 = 'MEMBER';

const URN = 'urn:uuid:';

export const memberLines = ({ body }: Pick<VCard, 'body'>): PropertyLine[] =>
  body.filter((line): line is PropertyLine => [MEMBER_3, MEMBER_4].includes(line.property?.name ?? ''));

/** What a line names as a member, as it is written. */
export const memberText = ({ property }: PropertyLine): string => textValue(property).trim();

/** The value of vCard 3.0 by which every server finds the card with this UID: also where that begins with the prefix. */
export const urnOf = (uid: string): string => URN + uid;

/**
 * The UIDs that a line can mean, the letter case of the prefix included (measured on Cyrus 3.6.1 and main). In vCard 3.0 it
 * is one, or none where the prefix is missing; Cyrus main quotes what it converts from 4.0 (RFC 6868). In vCard 4.0, a
 * server takes the value as it is, or without its prefix.
 */
export function uidsMeant(line: PropertyLine): string[] {
  const text = memberText(line);
  const stripped = text.startsWith(URN) ? [text.slice(URN.length)] : [];
  const uids = line.property.name === MEMBER_3 ? stripped.map(unquoted) : [text, ...stripped];
  return uids.filter((uid) => uid !== '');
}

const unquoted = (uid: string): string =>
  /^".*"$/s.test(uid) ? uid.slice(1, -1).replace(/\^(['^])/g, (_, sign) => (sign === '^' ? '^' : '"')) : uid;

/**
 * Which UIDs each line means at this server: the listing, which servers give out as vCard 3.0, shows how it resolves a group
 * that is stored as 4.0. Of a member that was not listed it is not known.
 */
export function meaningsAt(
  { members }: Pick<GroupEntry, 'members'>,
  lines: readonly PropertyLine[],
): (line: PropertyLine) => readonly string[] {
  const texts = new Set(lines.map(memberText));
  return (line) => {
    const possible = uidsMeant(line);
    const listed = possible.filter((uid) => members.has(uid));
    // Where the one UID has a line of its own, this line is about the other.
    const own = listed.length === 2 && texts.has(listed[1] ?? '') ? listed.slice(0, 1) : listed;
    return own.length > 0 ? own : possible;
  };
}
