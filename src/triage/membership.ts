import { type Category } from '../config/categories/category.ts';
import { type PlacedCategory, type Places } from './places/placed-category.ts';
import { type BookListing, type CardEntry, type GroupEntry } from '../contacts/contact-book.ts';
import { type CardIndex, indexCards } from '../contacts/address-pattern.ts';
import { domainExceptions } from './domain-exceptions.ts';
import { isMisrouted } from './routing-rules.ts';
import { derivedUids } from '../contacts/contact-uid.ts';
import { isMember } from '../contacts/member-uid.ts';
import { categoryChain, isUndecided } from '../config/categories/categories.ts';
import { type Address } from '../mail/address.ts';
import { type MailboxId } from '../mail/mail-store.ts';
import { groupBy } from './group-by.ts';
import { type AccountProblem, throwProblems } from './places/account-problem.ts';
import { type LabelledSender, type SenderWork } from './model.ts';
import { CREATE_MISSING, FIX_CASE } from './places/places.ts';

/** What a listing of the address book says about the labelled senders. */
export interface Membership {
  readonly works: readonly SenderWork[];
  /** Senders that share a contact card with one that has another label: flagged like any conflict. */
  readonly conflicts: readonly ContactConflict[];
  /** Senders of another category, labelled only along with a conversation: they stay where they are. */
  readonly bystanders: readonly SenderWork[];
}

export interface ContactConflict extends LabelledSender {
  /** Labelled addresses of the same contact, at odds with this one or with each other. */
  readonly others: readonly Address[];
}

/**
 * Finds each sender's cards and groups. `disputed` are senders with different labels on their own mail: what they share a
 * card with is in dispute, too. `newcomers` are those whose first triage is unfinished: that they are in a group already
 * is no decision of the user's. Throws `AccountError` as `managedGroups` does.
 */
export function lookUp(
  senders: readonly LabelledSender[],
  disputed: readonly Address[],
  listing: BookListing,
  places: Places,
  newcomers: ReadonlySet<Address> = new Set(),
): Membership {
  const categories = places.categories.map(({ category }) => category);
  const groups = managedGroups(listing, categories);
  const index = indexCards(listing.cards);
  const conflicting = contactConflicts(senders, disputed, index);
  const taken = new Set(listing.cards.map(({ uid }) => uid));
  const works = senders
    .filter((sender) => !conflicting.has(sender))
    .map((sender) => {
      const cards = index.of(sender.sender);
      const lostUids = cards.length > 0 ? [] : uidsLeftBehind(sender.sender, taken, groups);
      const covering = index.covering(sender.sender);
      const work = workFor(sender, { cards, lostUids, covering }, groups, places);
      const apart = domainExceptions(sender, senders, listing, [...groups.values()], categories);
      return { ...work, ...apart, overlaps: [...work.overlaps, ...apart.overlaps] };
    });
  // A contact that is moved by a label on another of its addresses is moved with all that is labelled.
  const meant = new Set(works.filter(({ byConversation }) => !byConversation).flatMap(({ cards }) => cards));
  const isBystander = ({ sender, byConversation, from, cards, covering }: SenderWork): boolean =>
    byConversation &&
    from !== undefined &&
    cards.length + covering.length > 0 &&
    !newcomers.has(sender) &&
    !cards.some((card) => meant.has(card));
  return {
    works: works.filter((work) => !isBystander(work)),
    conflicts: [...conflicting].map(([sender, others]) => ({ ...sender, others: [...others].sort() })),
    bystanders: works.filter(isBystander),
  };
}

/** A contact group that the configuration names, and the account's groups of that name. */
export interface WantedGroup {
  readonly name: string;
  /** Names of the categories whose senders join it. */
  readonly categories: readonly string[];
  readonly found: readonly GroupEntry[];
  /** Names of groups that differ in upper and lower case only. */
  readonly otherCase: readonly string[];
}

/** Looks up the contact groups of the categories, each name once. */
export function surveyGroups(listing: BookListing, categories: readonly Category[]): WantedGroup[] {
  const folded = (name: string): string => name.normalize().toLowerCase();
  return [...new Set(categories.map(({ group }) => group))].map((name) => {
    const near = listing.groups.filter((group) => folded(group.name) === folded(name));
    const found = near.filter((group) => group.name.normalize() === name.normalize());
    return {
      name,
      categories: categories
        .filter((category) => categoryChain(category, categories).some(({ group }) => group === name))
        .map((category) => category.name),
      found,
      otherCase: near.filter((group) => !found.includes(group)).map((group) => group.name),
    };
  });
}

/** Why a group cannot be used; undefined where there is exactly one. */
export function groupProblem({ name, found, otherCase }: WantedGroup): AccountProblem | undefined {
  if (found.length === 1) return undefined;
  const what = `contact group "${name}"`;
  if (found.length > 1)
    return { what: `${what} exists ${found.length} times`, fix: 'delete or rename all but one' };
  const [near] = otherCase;
  return near === undefined
    ? { what: `${what} does not exist`, fix: CREATE_MISSING, missing: { kind: 'contact group', name } }
    : { what: `${what} does not exist, but "${near}" does`, fix: FIX_CASE };
}

/** Why the account's groups cannot be worked with. */
export const groupProblems = (wanted: readonly WantedGroup[]): AccountProblem[] =>
  wanted.flatMap((group) => groupProblem(group) ?? []);

/**
 * The contact groups of the categories, by name. Throws `AccountError` naming every group that is missing or exists
 * more than once.
 */
export function managedGroups(
  listing: BookListing,
  categories: readonly Category[],
): ReadonlyMap<string, GroupEntry> {
  const wanted = surveyGroups(listing, categories);
  throwProblems(groupProblems(wanted));
  return new Map(wanted.flatMap(({ name, found }) => found.map((group) => [name, group] as const)));
}

/** Senders that share a card, directly or through others, go together: a card changes groups once, for all of them. */
export function clusters(works: readonly SenderWork[]): SenderWork[][] {
  const clusterOf = new Map<string, SenderWork[]>();
  const found = new Set<SenderWork[]>();
  for (const work of works) {
    const cluster = [work];
    for (const old of new Set(work.cards.flatMap(({ ref }) => [clusterOf.get(ref) ?? []]))) {
      cluster.push(...old);
      found.delete(old);
    }
    for (const member of cluster) for (const { ref } of member.cards) clusterOf.set(ref, cluster);
    found.add(cluster);
  }
  return [...found];
}

/** Packs clusters into batches of about `size` senders; no cluster is split. */
export function batches(senders: readonly SenderWork[][], size: number): SenderWork[][] {
  const result: SenderWork[][] = [];
  for (const cluster of senders) {
    const last = result.at(-1);
    if (last !== undefined && last.length + cluster.length <= size) last.push(...cluster);
    else result.push([...cluster]);
  }
  return result;
}

/** Whether no card of the sender's own is in a category's group. */
export const isNewcomer = ({ cards, join, leave }: SenderWork): boolean =>
  leave.length === 0 && !join.some((group) => cards.some(({ uid }) => isMember(group, uid)));

/** Whether there is nothing to undo: the sender is to be undecided, and no contact says that it is anything else. */
export const isStillUndecided = ({
  placed,
  cards,
  covering,
  from,
}: Pick<SenderWork, 'placed' | 'cards' | 'covering' | 'from'>): boolean =>
  isUndecided(placed.category) && cards.length + covering.length === 0 && from === undefined;

/** The categories that groups stand for. */
export const categoriesOf = (groups: readonly GroupEntry[], places: Places): PlacedCategory[] =>
  places.categories.filter(({ category }) =>
    groups.some(({ name }) => name.normalize() === category.group.normalize()),
  );

/**
 * UIDs of contacts that Mailroom made for the sender and the user deleted, as far as groups still have them. The next
 * contact of the sender would be in those groups from the start.
 */
const uidsLeftBehind = (
  sender: Address,
  taken: ReadonlySet<string>,
  groups: ReadonlyMap<string, GroupEntry>,
): string[] =>
  derivedUids(sender).filter(
    (uid) => !taken.has(uid) && [...groups.values()].some((group) => isMember(group, uid)),
  );

function workFor(
  labelled: LabelledSender,
  found: Pick<SenderWork, 'cards' | 'lostUids' | 'covering'>,
  groups: ReadonlyMap<string, GroupEntry>,
  places: Places,
): SenderWork {
  const { placed } = labelled;
  const { cards, lostUids, covering } = found;
  const withAny = (uids: readonly string[]): GroupEntry[] =>
    [...groups.values()].filter((group) => uids.some((uid) => isMember(group, uid)));
  const join = placed.groups.flatMap((name) => groups.get(name) ?? []);
  const own = withAny([...cards.map(({ uid }) => uid), ...lostUids]);
  const leave = own.filter((group) => !join.includes(group));
  const ofDomain = withAny(covering.map(({ uid }) => uid));
  // A decision about the domain counts as long as there is none about the sender.
  const memberOf = own.length > 0 ? own : ofDomain;
  const left = memberOf.filter((group) => !join.includes(group));
  const isThere = memberOf.some((group) => group === groups.get(placed.category.group));
  const from = innermost(categoriesOf(left.length === 0 && !isThere ? memberOf : left, places));
  const isSplit = isMisrouted(
    placed.groups,
    ofDomain.map(({ name }) => name),
    places.categories.map(({ category }) => category),
  );
  const overlaps = isSplit ? [labelled.sender] : [];
  const routedBy = [...leave, ...ofDomain.filter((group) => !join.includes(group))];
  return {
    ...labelled,
    ...found,
    from,
    join,
    leave,
    overlaps,
    sources: sourcesOf(labelled, join, routedBy, places),
  };
}

/** A sender is in the groups of its category and of all above it, so the one with the most above it is meant. */
const innermost = (placed: readonly PlacedCategory[]): PlacedCategory | undefined =>
  placed.reduce<PlacedCategory | undefined>(
    (best, next) => (best === undefined || next.depth > best.depth ? next : best),
    undefined,
  );

/**
 * Where mail from the sender may be that nobody has decided about yet, or that was decided about otherwise: Screener; the
 * Inbox, where mail is that came before there was a rule for it; and the mailboxes of the categories being left, or that its
 * domain is in. Relatives may share a group, so a sender that is in it may have mail in another one's mailbox, too.
 */
function sourcesOf(
  { placed }: LabelledSender,
  join: readonly GroupEntry[],
  others: readonly GroupEntry[],
  places: Places,
): MailboxId[] {
  const mailboxesOf = (groups: readonly GroupEntry[]): MailboxId[] =>
    categoriesOf(groups, places).map(({ mailbox }) => mailbox);
  const isNoTarget = (mailbox: MailboxId): boolean => !placed.targets.includes(mailbox);
  return [
    ...new Set([
      ...[places.screener, places.inbox].filter(isNoTarget),
      ...mailboxesOf(others),
      ...mailboxesOf(join).filter(isNoTarget),
    ]),
  ];
}

function contactConflicts(
  senders: readonly LabelledSender[],
  disputed: readonly Address[],
  index: CardIndex,
): ReadonlyMap<LabelledSender, ReadonlySet<Address>> {
  const byCard = new Map<CardEntry, LabelledSender[]>();
  for (const sender of senders) {
    for (const card of index.of(sender.sender)) byCard.set(card, [...(byCard.get(card) ?? []), sender]);
  }
  const inDispute = groupBy(
    disputed.flatMap((address) => index.of(address).map((card) => ({ card, address }))),
    ({ card }) => card,
  );
  const found = new Map<LabelledSender, Set<Address>>();
  for (const [card, sharing] of byCard) {
    const disputedHere = (inDispute.get(card) ?? []).map(({ address }) => address);
    if (disputedHere.length === 0 && new Set(sharing.map(({ placed }) => placed)).size === 1) continue;
    const addresses = [...sharing.map(({ sender }) => sender), ...disputedHere];
    for (const each of sharing) {
      const others = addresses.filter((address) => address !== each.sender);
      found.set(each, new Set([...(found.get(each) ?? []), ...others]));
    }
  }
  return found;
}
