import { type Places } from './places/placed-category.ts';
import { isWholeDomain } from '../mail/address.ts';
import { type Mail, type MailChange, type MailboxId } from '../mail/mail-store.ts';
import { type SenderWork } from './model.ts';
import { hasDomainOrder, isTheirs, whoseMail } from './whose-mail.ts';
import { homesOf, isInAny, labelsOn, unlabelChanges } from './label-changes.ts';

/** What the sweep and the finish do with one mail. Pure, and idempotent: a mail that is where it belongs has no change. */

/** What a step makes of one sender's mail. */
export type ChangesFor = (work: SenderWork, mails: readonly Mail[], places: Places) => MailChange[];

/**
 * Whether the user still wants what was planned: the sender's messages carry the planned triage label and no other, and it is
 * about as much as it was. Asked of the messages as they are now, since labels may change while Mailroom works (N10).
 */
export function stillWanted(work: SenderWork, mails: readonly Mail[], places: Places): boolean {
  const own = mails.filter((mail) => isTheirs(work, mail));
  const labels = new Set(own.flatMap((mail) => labelsOn(mail, places)));
  const isAboutDomain = own.some((mail) => hasDomainOrder(mail, places));
  return labels.size === 1 && labels.has(work.placed.label) && isAboutDomain === isWholeDomain(work.sender);
}

/** The mailboxes that hold mail which a sweep may have to change. */
export const sweptMailboxes = ({ sources, placed }: SenderWork): MailboxId[] => [
  ...sources,
  ...placed.targets.slice(1),
];

/** The changes that bring all of a sender's mail to its category. Labels stay on (N4). */
export function sweepChanges(work: SenderWork, mails: readonly Mail[], places: Places): MailChange[] {
  // Where a mail goes depends on where it is, and on nothing else. Messages that go the same way share the way, for in a
  // large sweep their lists of mailboxes would take as much memory as the messages.
  const moves = new Map<ReadonlySet<MailboxId>, Move | undefined>();
  return mails.flatMap((mail) => {
    if (!isTheirs(work, mail)) return [];
    if (!moves.has(mail.mailboxIds)) moves.set(mail.mailboxIds, moveOf(work, mail, places));
    const move = moves.get(mail.mailboxIds);
    return move === undefined ? [] : [{ mail, sender: work.sender, ...move }];
  });
}

/** The changes that bring what waits in Screener to the sender's category, and leave all other mail alone. Labels stay on. */
export const waitingChanges = (work: SenderWork, mails: readonly Mail[], places: Places): MailChange[] =>
  mails.flatMap((mail) => {
    const waits = isTheirs(work, mail) && mail.mailboxIds.has(places.screener);
    const move = waits ? placeWaiting(work, mail, places) : undefined;
    return move === undefined ? [] : [{ mail, sender: work.sender, ...move }];
  });

type Move = Pick<MailChange, 'add' | 'remove'>;

const moveOf = (work: SenderWork, mail: Mail, places: Places): Move | undefined =>
  labelsOn(mail, places).length > 0 ? placeLabelled(work, mail, places) : placeWaiting(work, mail, places);

/**
 * The changes that end a sender's triage: triage label and error label come off, and the warning label is as
 * `hasWarning` says - off, too, on mail that an earlier triage warned about.
 */
export const finishChanges = (
  work: SenderWork,
  mails: readonly Mail[],
  places: Places,
  hasWarning: boolean,
): MailChange[] =>
  mails.flatMap((mail) => {
    if (!isTheirs(work, mail)) return [];
    const warning = places.warningLabel;
    const isWarned = warning !== undefined && mail.mailboxIds.has(warning);
    const isLabelled = labelsOn(mail, places).length > 0;
    const calm: MailboxId[] = isWarned && !hasWarning ? [warning] : [];
    if (!isLabelled && calm.length === 0) return [];
    const { add, remove } = unlabelChanges(mail, places, work.placed.targets);
    const warn = isLabelled && hasWarning && warning !== undefined && !isWarned ? [warning] : [];
    return [{ mail, sender: work.sender, add: [...add, ...warn], remove: [...remove, ...calm] }];
  });

/**
 * A labelled mail reaches the category wherever it was. It leaves Screener, the Inbox and other categories' mailboxes;
 * mailboxes of the user's own stay. Mail in the Trash was thrown away and stays there; mail in Junk is rescued.
 */
function placeLabelled(work: SenderWork, mail: Mail, places: Places): Move | undefined {
  if (isInAny(mail, [places.trash, places.drafts, places.sent])) return undefined;
  const { category, targets } = work.placed;
  const leaves = triagedMailboxes(places);
  if (category.addToInbox) leaves.delete(places.inbox);
  if (places.junk !== undefined && !category.keepsJunk) leaves.add(places.junk);
  for (const target of targets) leaves.delete(target);
  return move(mail, destinations(work, mail, places), leaves);
}

/** Where mail waits, or is in a category. */
const triagedMailboxes = ({ screener, inbox, categories }: Places): Set<MailboxId> =>
  new Set([screener, inbox, ...categories.map(({ mailbox }) => mailbox)]);

/**
 * The mailboxes of the user's own that a mail is in, if it is neither waiting nor in another category. Where a sweep has put
 * it already says nothing about that.
 */
function filedIn({ placed }: SenderWork, mail: Mail, places: Places): MailboxId[] {
  const swept = new Set(placed.targets.filter((id) => id !== places.inbox));
  const homes = homesOf(mail, places).filter((id) => id !== places.junk && !swept.has(id));
  const triaged = triagedMailboxes(places);
  return homes.some((id) => triaged.has(id)) ? [] : homes;
}

/**
 * Waiting mail moves out of the swept mailboxes. What is in a mailbox above the category's own stays there, and comes into
 * those below as well, as all that is to come will. What the user filed, threw away or wrote himself is not touched.
 */
function placeWaiting(work: SenderWork, mail: Mail, places: Places): Move | undefined {
  if (isInAny(mail, [places.trash, places.junk, places.drafts, places.sent])) return undefined;
  const { category, targets } = work.placed;
  const leaves = new Set(work.sources);
  if (category.addToInbox) leaves.delete(places.inbox);
  if (isInAny(mail, work.sources)) return move(mail, destinations(work, mail, places), leaves);
  const outermost = targets.findLastIndex((id) => mail.mailboxIds.has(id));
  if (outermost === -1) return undefined;
  const wanted = destinations(work, mail, places);
  const below = targets.slice(0, outermost).filter((id) => wanted.includes(id));
  // What comes into a mailbox that is swept goes all the way at once, as a repeated sweep would have it.
  return move(mail, below.some((id) => leaves.has(id)) ? wanted : below, new Set());
}

/**
 * Where a mail is to be; never nowhere. In folder mode a label is a mail's only mailbox: it was taken out of where it waited,
 * which is Screener. What was filed has been seen, so it does not come back into the Inbox.
 */
function destinations(work: SenderWork, mail: Mail, places: Places): MailboxId[] {
  const hasWaited = mail.mailboxIds.has(places.screener) || homesOf(mail, places).length === 0;
  const inboxToo = work.placed.category.addToInbox && hasWaited;
  const all = [...new Set([...work.placed.targets, ...(inboxToo ? [places.inbox] : [])])];
  const filed = filedIn(work, mail, places);
  if (filed.length === 0) return all;
  const others = all.filter((id) => id !== places.inbox);
  return others.length > 0 ? others : filed;
}

function move(
  { mailboxIds }: Mail,
  wanted: readonly MailboxId[],
  leaves: ReadonlySet<MailboxId>,
): Move | undefined {
  const remove = [...mailboxIds].filter((id) => leaves.has(id) && !wanted.includes(id));
  const isThere = wanted.every((id) => mailboxIds.has(id));
  // All targets are added even where the mail is in them already: a patch that takes away must also add (N2).
  return remove.length === 0 && isThere ? undefined : { add: wanted, remove };
}

/** Messages worth keeping while the swept mailboxes are listed: those of the batch's senders. */
export const ofSenders = (works: readonly SenderWork[]): ((mail: Mail) => boolean) => {
  const workOf = whoseMail(works);
  return (mail) => workOf(mail) !== undefined;
};
