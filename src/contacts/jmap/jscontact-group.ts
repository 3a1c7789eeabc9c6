import { cleanName } from '../clean-text.ts';
import { isGroup } from '../../safety/own-card.ts';
import { SenderError } from '../../errors.ts';
import { isObject, type JsonObject } from '../../jmap/fields.ts';
import { type GroupEntry, type MemberChange } from '../contact-book.ts';
import { displayName } from './jscontact-name.ts';
import { type JsCard } from './jscontact.ts';
import { bareUid } from '../member-uid.ts';

/** The properties of a card that `readGroup` and `editMembers` look at. */
export const GROUP_PROPERTIES = ['id', 'uid', 'kind', 'name', 'members'];

/** Undefined when the card is no group. Never throws. */
export function readGroup(card: JsCard): GroupEntry | undefined {
  if (!isGroup(card) || typeof card.id !== 'string') return undefined;
  return {
    ref: card.id,
    uid: typeof card.uid === 'string' ? card.uid : '',
    name: (displayName(card) ?? '').trim(),
    members: new Set(memberUids(card).filter((uid) => uid !== '')),
    strays: new Set(),
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
 * Adds and removes members. A uid is written verbatim, as servers compare it exactly (RFC 9553 2.1.6). The answer is the
 * very same card where nothing changes. Throws `SenderError` when the card is no group.
 */
export function editMembers(card: JsCard, { group, add, remove }: MemberChange): JsCard {
  if (!isGroup(card))
    throw new SenderError(
      "The contact card is no group: its kind is not 'group'. If the group was deleted, make it anew in your address book.",
    );
  const uids = new Set(memberUids(card));
  const wanted = new Set(add);
  const joining = [...wanted].filter((uid) => uid !== '' && !uids.has(uid));
  const unwanted = new Set(remove.filter((uid) => !wanted.has(uid)));
  const unwantedStrays = new Set([...unwanted].map(bareUid).filter((bare) => group.strays.has(bare)));
  const isLeaving = (uid: string): boolean =>
    !wanted.has(uid) && (unwanted.has(uid) || unwantedStrays.has(bareUid(uid)));
  const leaving = new Set([...uids].filter(isLeaving));
  if (joining.length + leaving.size === 0) return card;
  const members = Object.entries(membersOf(card)).filter(([uid]) => !leaving.has(uid));
  const joined = joining.map((uid): [string, true] => [uid, true]);
  return { ...card, members: Object.fromEntries([...members, ...joined]) };
}

const membersOf = ({ members }: JsCard): JsonObject => (isObject(members) ? members : {});

const memberUids = (card: JsCard): string[] =>
  Object.entries(membersOf(card)).flatMap(([uid, isMember]) => (isMember === true ? [uid] : []));
