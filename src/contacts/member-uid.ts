import { type BookListing, type CardEntry, type GroupEntry } from './contact-book.ts';

/**
 * A UID, or what a group has in its place, without prefixes, quotes and letter case. To a server, UIDs that differ in
 * those are different cards; this tells which card a member was meant to be that names none as it is written.
 */
export const bareUid = (uid: string): string =>
  uid.replace(/^(?:\s|"|urn:uuid:)+|[\s"]+$/gi, '').toLowerCase();

/**
 * Whether the group has the card with this UID, or would have it once there is one: as the server resolves it, or written
 * in a form that the server does not resolve, but that can mean no other card.
 */
export const isMember = ({ members, strays }: Pick<GroupEntry, 'members' | 'strays'>, uid: string): boolean =>
  members.has(uid) || strays.has(bareUid(uid));

/** A listing, in which each group knows which of its members name no card. */
export function bookListing(cards: readonly CardEntry[], groups: readonly GroupEntry[]): BookListing {
  const uids = new Set([...cards, ...groups].map(({ uid }) => uid));
  const ambiguous = repeated([...uids].map(bareUid));
  const straysOf = ({ members, strays }: GroupEntry): string[] =>
    [...strays, ...[...members].filter((uid) => !uids.has(uid)).map(bareUid)].filter(
      (bare) => bare !== '' && !ambiguous.has(bare),
    );
  return { cards, groups: groups.map((group) => ({ ...group, strays: new Set(straysOf(group)) })) };
}

function repeated(values: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(values.filter((value) => seen.size === seen.add(value).size));
}
