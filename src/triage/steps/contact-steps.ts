import { type Contact, type ContactJob, type GroupEntry } from '../../contacts/contact-book.ts';
import { isMember } from '../../contacts/member-uid.ts';
import { RefusedError, SenderError, TransientError } from '../../errors.ts';
import { about, type BatchState } from './batch-state.ts';
import { isDerivedUid } from '../../contacts/contact-uid.ts';
import { isNewcomer } from '../membership.ts';
import { isOtherName, newContact, reviseContact, shownName } from '../contact-edit.ts';
import { groupBy } from '../group-by.ts';
import { type SenderWork } from '../model.ts';

/** What is found out about the contacts. */
export interface Joined {
  /** UIDs of each sender's cards, those just made included. */
  readonly uids: Map<SenderWork, readonly string[]>;
  /** Senders whose contact goes by another name, and that name. */
  readonly misnamed: Map<SenderWork, string | undefined>;
}

export const newJoined = (): Joined => ({ uids: new Map(), misnamed: new Map() });

/**
 * Makes or adopts these senders' contacts. A card counts only while it holds the address: the user may have taken it off
 * since the book was listed, and then the group must not get somebody else. Where no card is left, the next cycle looks
 * anew.
 */
export async function saveContacts(
  state: BatchState,
  works: readonly SenderWork[],
  { uids, misnamed }: Joined,
): Promise<void> {
  const { contacts, log, today } = state.ports;
  const jobs = works.flatMap((work) => {
    const revise: ContactJob['revise'] = (contact) =>
      isHeldBy(contact, work) ? reviseContact(contact, work, today()) : undefined;
    return targetsOf(work, today()).map((target) => ({ work, job: { target, revise } }));
  });
  const outcomes = await contacts.save(
    jobs.map(({ job }) => job),
    state.signal,
  );
  const found = new Set<SenderWork>();
  const wellNamed = new Set<SenderWork>();
  for (const [index, outcome] of outcomes.entries()) {
    const work = jobs[index]?.work;
    if (work === undefined) continue;
    if (!outcome.ok) {
      state.fail(work, outcome.error);
      continue;
    }
    if (!isHeldBy(outcome.contact, work)) continue;
    found.add(work);
    const { uid } = outcome.contact;
    if (uid !== '') uids.set(work, [...(uids.get(work) ?? []), uid]);
    const before = outcome.before ?? outcome.contact;
    if (isOtherName(before, work)) misnamed.set(work, shownName(before));
    else wellNamed.add(work);
    if (outcome.created) state.reportOn(work).contact = 'made';
    else if (isNewcomer(work) && !isDerivedUid(uid, work.sender)) state.reportOn(work).contact = 'adopted';
    if (outcome.created) log('contact_created', about(work));
    else if (outcome.wrote) log('contact_updated', about(work));
  }
  for (const work of works) if (!uids.has(work)) state.fail(work, whyNoMember(work, found.has(work)));
  // Of several cards of one sender, one with the right name is enough.
  for (const work of wellNamed) misnamed.delete(work);
  for (const [work, contactName] of misnamed)
    if (works.includes(work) && !state.failed.has(work))
      state.warn(work, 'name_mismatch', { name: work.name, contactName });
}

/** A card without a UID can be in no group, so it is not touched; those beside it will do. */
function targetsOf(work: SenderWork, date: string): ContactJob['target'][] {
  if (work.cards.length === 0) return [{ create: newContact(work, date) }];
  return work.cards.filter(({ uid }) => uid !== '').map((card) => ({ edit: card }));
}

const isHeldBy = ({ addresses }: Contact, { sender }: SenderWork): boolean => addresses.includes(sender);

function whyNoMember({ sender, cards }: SenderWork, isFound: boolean): Error {
  const hasNoUid = isFound || (cards.length > 0 && cards.every(({ uid }) => uid === ''));
  return hasNoUid
    ? new SenderError(
        `The contact card of ${sender} has no UID, so it cannot be in a group. Save it anew in your address book, or delete it`,
      )
    : new TransientError(`No contact card holds ${sender} any more`);
}

/**
 * Has the senders join their category's groups, after their cards were made, or a member would dangle. The category's own
 * group comes first: a sender that is in its parent's alone would be taken for one of the parent's.
 */
export async function joinGroups(state: BatchState, joined: Joined): Promise<void> {
  const wishes = groupWishes(state.active(), ({ join: groups }) => groups);
  const levels = groupBy(wishes, ({ level }) => level);
  for (const level of [...levels.keys()].sort((one, other) => one - other)) {
    const wishesLeft = (levels.get(level) ?? []).map((wish) => ({
      ...wish,
      works: wish.works.filter((work) => !state.failed.has(work)),
    }));
    await changeMembers(state, wishesLeft, joined, 'add');
  }
  for (const work of state.active()) reportOnDomain(state, work);
}

/** Says who is in another category than the domain that was decided about, or that the sender is from. */
function reportOnDomain(state: BatchState, work: SenderWork): void {
  const { exceptions, overlaps } = work;
  if (exceptions.size > 0)
    state.ports.log('domain_exceptions', {
      ...about(work),
      exceptions: exceptions.size,
      senders: [...exceptions].slice(0, MAX_NAMED),
    });
  if (overlaps.length > 0) state.warn(work, 'domain_overlap', { senders: overlaps.slice(0, MAX_NAMED) });
}

/** In a line of the log. */
const MAX_NAMED = 10;

/**
 * Takes the senders out of the groups of other categories. A card that another sender of the batch shares stays until
 * that one's mail has moved, too: the old membership is the only record that a move is unfinished.
 */
export async function leaveGroups(state: BatchState, joined: Joined): Promise<void> {
  const active = new Set(state.active());
  const unmoved = new Set(
    state.works.filter((work) => !active.has(work)).flatMap(({ cards }) => cards.map(({ ref }) => ref)),
  );
  for (const work of active) {
    if (work.leave.length > 0 && work.cards.some(({ ref }) => unmoved.has(ref))) state.wait(work);
  }
  const wishes = groupWishes(state.active(), ({ leave: groups }) => groups);
  await changeMembers(state, wishes, joined, 'remove');
}

/** One group, and all the senders that are to join or leave it, so that it is written once. */
interface GroupWish {
  readonly group: GroupEntry;
  readonly works: SenderWork[];
  /** How far down it is in any sender's list of groups: 0 where it is the first for all. */
  level: number;
}

function groupWishes(
  works: readonly SenderWork[],
  groupsOf: (work: SenderWork) => readonly GroupEntry[],
): GroupWish[] {
  const wishes = new Map<string, GroupWish>();
  for (const work of works) {
    for (const [index, group] of groupsOf(work).entries()) {
      const wish = wishes.get(group.ref) ?? { group, works: [], level: 0 };
      wish.works.push(work);
      wish.level = Math.max(wish.level, index);
      wishes.set(group.ref, wish);
    }
  }
  return [...wishes.values()];
}

/** The UIDs by which groups get a sender, or by which they have one. */
const membersOf = (work: SenderWork, uids: Joined['uids'], kind: 'add' | 'remove'): readonly string[] => [
  ...(uids.get(work) ?? []),
  ...(kind === 'remove' ? work.lostUids : []),
];

async function changeMembers(
  state: BatchState,
  wishes: readonly GroupWish[],
  { uids }: Joined,
  kind: 'add' | 'remove',
): Promise<void> {
  if (wishes.length === 0) return;
  const changes = wishes.map(({ group, works }) => {
    const members = [...new Set(works.flatMap((work) => membersOf(work, uids, kind)))];
    return { group, add: kind === 'add' ? members : [], remove: kind === 'remove' ? members : [] };
  });
  const outcomes = await state.ports.contacts.changeMembers(changes, state.signal);
  for (const [index, outcome] of outcomes.entries()) {
    const wish = wishes[index];
    for (const work of wish?.works ?? []) {
      const group = wish?.group.name;
      const refusal = outcome.ok
        ? membersOf(work, uids, kind).flatMap((uid) => outcome.refused.get(uid) ?? [])[0]
        : outcome.error;
      if (refusal instanceof RefusedError) {
        const message = `${work.sender} cannot ${kind === 'add' ? 'join' : 'leave'} the contact group "${group}": ${refusal.message}`;
        state.fail(work, new SenderError(message, { cause: refusal }));
      } else if (refusal !== undefined) {
        state.fail(work, refusal);
      } else if (outcome.ok && outcome.wrote && isChange(membersOf(work, uids, kind), wish?.group, kind))
        state.ports.log(kind === 'add' ? 'group_joined' : 'group_left', { ...about(work), group });
    }
  }
}

/** Whether a sender's own cards change: the group may have been written for others alone. */
const isChange = (uids: readonly string[], group: GroupEntry | undefined, kind: 'add' | 'remove'): boolean =>
  group !== undefined &&
  uids.some((uid) => (kind === 'add' ? !group.members.has(uid) : isMember(group, uid)));
