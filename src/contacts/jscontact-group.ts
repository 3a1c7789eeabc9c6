import { SenderError } from '../errors.ts';
import { isObject, type JsonObject } from '../jmap/fields.ts';
import { type GroupEntry, memberKey } from './contact-book.ts';
import { displayName } from './jscontact-name.ts';
import { type JsCard } from './jscontact.ts';
import { cleanName } from './vcard-text.ts';

/** The properties of a card that `readGroup` and `editMembers` look at. */
export const GROUP_PROPERTIES = ['id', 'uid', 'kind', 'name', 'members'];

const URN = 'urn:uuid:';

/** Undefined when the card is no group. Never throws. */
export function readGroup(card: JsCard): GroupEntry | undefined {
  if (!isGroup(card) || typeof card.id !== 'string') return undefined;
  return {
    ref: card.id,
    uid: typeof card.uid === 'string' ? card.uid : '',
    name: (displayName(card) ?? '').trim(),
    members: new Set(
      memberUids(card)
        .map(memberKey)
        .filter((key) => key !== ''),
    ),
  };
}

/** A new, empty group. Its address book is still to be added. */
export const newGroup = (uid: string, name: string): JsCard => ({
  '@type': 'Card',
  version: '1.0',
  uid,
  kind: 'group',
  name: { full: cleanName(name) },
  members: {},
});

/**
 * Adds and removes members (UIDs of cards); a UID in both lists is added. The answer is the very same card where nothing
 * changes. Throws `SenderError` when the card is no group.
 */
export function editMembers(card: JsCard, add: readonly string[], remove: readonly string[]): JsCard {
  if (!isGroup(card))
    throw new SenderError(
      "The contact card is no group: its kind is not 'group'. If the group was deleted, make it anew in your address book.",
    );
  const uids = memberUids(card);
  const present = new Set(uids.map(memberKey));
  const wanted = new Map(add.map((uid) => [memberKey(uid), uid]));
  const unwanted = new Set(remove.map(memberKey));
  const joining = [...wanted].filter(([key]) => key !== '' && !present.has(key)).map(([, uid]) => uid);
  const leaving = new Set(uids.filter((uid) => unwanted.has(memberKey(uid)) && !wanted.has(memberKey(uid))));
  if (joining.length + leaving.size === 0) return card;
  const members = Object.entries(membersOf(card)).filter(([uid]) => !leaving.has(uid));
  const joined = joining.map((uid): [string, true] => [inFormOf(uids, uid), true]);
  return { ...card, members: Object.fromEntries([...members, ...joined]) };
}

/**
 * Deviation: some servers store a member's uid as `urn:uuid:<uid>`, whatever the card's own uid looks like. So UIDs are
 * compared without it, a member leaves under the key that it is stored by, and one joins in the form of those there.
 */
const inFormOf = (uids: readonly string[], uid: string): string =>
  uids.length > 0 && uids.every(isUrn) && !isUrn(uid) ? URN + uid : uid;

const isUrn = (uid: string): boolean => uid.toLowerCase().startsWith(URN);

/** Deviation: a group made over CardDAV may keep the letter case that its vCard has (`KIND:Group`). */
export const isGroup = ({ kind }: JsCard): boolean =>
  typeof kind === 'string' && kind.toLowerCase() === 'group';

const membersOf = ({ members }: JsCard): JsonObject => (isObject(members) ? members : {});

const memberUids = (card: JsCard): string[] =>
  Object.entries(membersOf(card)).flatMap(([uid, isMember]) => (isMember === true ? [uid] : []));
