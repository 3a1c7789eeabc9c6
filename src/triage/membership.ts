import { type BookListing, type CardEntry, type GroupEntry, memberKey } from '../contacts/contact-book.ts';
import { type Category } from '../config/config.ts';
import { AccountError } from '../errors.ts';
import { type Address } from '../mail/address.ts';
import { type MailboxId } from '../mail/mail-store.ts';
import { type LabelledSender, type Places, type SenderWork } from './model.ts';

/** What a listing of the address book says about the labelled senders. */
export interface Membership {
  readonly works: readonly SenderWork[];
  /** Senders that share a contact card with one that has another label: flagged like any conflict. */
  readonly conflicts: readonly LabelledSender[];
  /** Senders of another category, labelled only along with a conversation: they stay where they are. */
  readonly bystanders: readonly SenderWork[];
}

/** Finds each sender's cards and groups. Throws `AccountError` as `managedGroups` does. */
export function lookUp(senders: readonly LabelledSender[], listing: BookListing, places: Places): Membership {
  const groups = managedGroups(
    listing,
    places.categories.map(({ category }) => category),
  );
  const cardsOf = cardsByAddress(listing);
  const conflicting = contactConflicts(senders, cardsOf);
  const works = senders
    .filter((sender) => !conflicting.has(sender))
    .map((sender) => workFor(sender, cardsOf.get(sender.sender) ?? [], groups, places));
  const isBystander = (work: SenderWork): boolean => work.byConversation && work.leave.length > 0;
  return {
    works: works.filter((work) => !isBystander(work)),
    conflicts: [...conflicting],
    bystanders: works.filter(isBystander),
  };
}

/**
 * The contact groups of the categories, by name. Throws `AccountError` naming every group that is missing or exists
 * more than once.
 */
export function managedGroups(
  listing: BookListing,
  categories: readonly Category[],
): ReadonlyMap<string, GroupEntry> {
  const found = new Map<string, GroupEntry>();
  const problems: string[] = [];
  for (const name of new Set(categories.map(({ group }) => group))) {
    const [group, ...others] = listing.groups.filter(
      (candidate) => candidate.name.normalize() === name.normalize(),
    );
    if (group === undefined) {
      problems.push(`contact group "${name}" does not exist: create it, or configure another name`);
    } else if (others.length > 0) {
      problems.push(
        `contact group "${name}" exists ${others.length + 1} times: delete or rename all but one`,
      );
    } else {
      found.set(name, group);
    }
  }
  if (problems.length > 0) throw new AccountError(problems);
  return found;
}

/**
 * Splits the work into batches of about `size` senders. Senders that share a card stay together: a card leaves its old
 * groups once, when the mail of all of them has moved.
 */
export function batches(works: readonly SenderWork[], size: number): SenderWork[][] {
  const clusterOf = new Map<string, SenderWork[]>();
  const clusters = new Set<SenderWork[]>();
  for (const work of works) {
    const cluster = [work];
    for (const shared of new Set(work.cards.flatMap((card) => clusterOf.get(card.ref) ?? [])))
      cluster.push(shared);
    for (const member of cluster) {
      for (const card of member.cards) {
        const old = clusterOf.get(card.ref);
        if (old !== undefined) clusters.delete(old);
        clusterOf.set(card.ref, cluster);
      }
    }
    clusters.add(cluster);
  }
  const result: SenderWork[][] = [];
  for (const cluster of clusters) {
    const last = result.at(-1);
    if (last !== undefined && last.length + cluster.length <= size) last.push(...cluster);
    else result.push([...cluster]);
  }
  return result;
}

function workFor(
  labelled: LabelledSender,
  cards: readonly CardEntry[],
  groups: ReadonlyMap<string, GroupEntry>,
  places: Places,
): SenderWork {
  const { category } = labelled;
  const isMember = (group: GroupEntry): boolean =>
    cards.some((card) => group.members.has(memberKey(card.uid)));
  const join = category.groups.flatMap((name) => groups.get(name) ?? []);
  const leave = [...groups.values()].filter((group) => !join.includes(group) && isMember(group));
  return { ...labelled, cards, join, leave, sources: sourcesOf(labelled, leave, places) };
}

function sourcesOf({ category }: LabelledSender, leave: readonly GroupEntry[], places: Places): MailboxId[] {
  const left = places.categories.filter((other) =>
    leave.some((group) => group.name.normalize() === other.category.group.normalize()),
  );
  const sources = new Set([places.screener, ...left.map(({ mailbox }) => mailbox)]);
  return [...sources].filter((mailbox) => !category.targets.includes(mailbox));
}

function contactConflicts(
  senders: readonly LabelledSender[],
  cardsOf: ReadonlyMap<Address, readonly CardEntry[]>,
): ReadonlySet<LabelledSender> {
  const byCard = new Map<CardEntry, LabelledSender[]>();
  for (const sender of senders) {
    for (const card of cardsOf.get(sender.sender) ?? [])
      byCard.set(card, [...(byCard.get(card) ?? []), sender]);
  }
  const disagreeing = [...byCard.values()].filter(
    (sharing) => new Set(sharing.map(({ category }) => category)).size > 1,
  );
  return new Set(disagreeing.flat());
}

function cardsByAddress(listing: BookListing): Map<Address, CardEntry[]> {
  const cardsOf = new Map<Address, CardEntry[]>();
  for (const card of listing.cards) {
    for (const address of new Set(card.addresses)) {
      const cards = cardsOf.get(address);
      if (cards === undefined) cardsOf.set(address, [card]);
      else cards.push(card);
    }
  }
  return cardsOf;
}
