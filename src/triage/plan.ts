import { type Places } from './places/placed-category.ts';
import { type Address } from '../mail/address.ts';
import { type Mail, type MailChange } from '../mail/mail-store.ts';
import { groupBy } from './group-by.ts';
import { type LabelledSender } from './model.ts';
import { type IsOwn } from './own-mail.ts';
import { flagChanges, isMarked, labelsOn, unlabelChanges } from './label-changes.ts';

/** What the scan means. Pure: the same mails give the same plan, whatever was planned before. */
export interface Plan {
  readonly senders: readonly LabelledSender[];
  /** Senders with different triage labels: flagged, and nothing else done, until one label is left. */
  readonly conflicts: readonly Address[];
  /** Labelled mail that names no sender: flagged, and nothing else done. */
  readonly unusable: readonly Mail[];
  /** Labels and flags that come off or on without any triage. */
  readonly changes: readonly MailChange[];
}

export interface PlanContext {
  readonly places: Places;
  readonly isOwn: IsOwn;
}

/** Plans a cycle from the mails that carry a triage label or the error label. */
export function planCycle(mails: readonly Mail[], { places, isOwn }: PlanContext): Plan {
  const own = mails.filter((mail) => isOwn(mail));
  const foreign = mails.filter((mail) => !isOwn(mail));
  const labelled = foreign.filter((mail) => labelsOn(mail, places).length > 0);
  const bySender = groupBy(labelled, (mail) => mail.sender);
  const anonymous = bySender.get(undefined) ?? [];
  bySender.delete(undefined);
  const crowded = crowdedThreads(labelled);

  const conflicts = new Set<Address>();
  const senders: LabelledSender[] = [];
  for (const [sender, theirs] of bySender) {
    if (sender === undefined) continue;
    const labels = new Set(theirs.flatMap((mail) => labelsOn(mail, places)));
    const placed = places.categories.find(({ label }) => labels.has(label));
    if (labels.size > 1 || placed === undefined) conflicts.add(sender);
    else
      senders.push({
        sender,
        placed,
        mails: theirs,
        name: newestName(theirs),
        byConversation: theirs.every((mail) => crowded.has(mail.threadId) || isMarked(mail, places)),
      });
  }

  const unlabelled = foreign.filter((mail) => labelsOn(mail, places).length === 0);
  const conflicting = labelled.filter((mail) => mail.sender !== undefined && conflicts.has(mail.sender));
  return {
    senders,
    conflicts: [...conflicts],
    unusable: anonymous,
    changes: [
      ...own.map((mail) => unlabelChanges(mail, places, [places.sent ?? places.inbox])),
      ...unlabelled.map((mail) => unlabelChanges(mail, places, [places.screener])),
      ...[...anonymous, ...conflicting].flatMap((mail) => flagChanges(mail, places)),
    ],
  };
}

/** Threads in which more than one foreign sender's mail is labelled. */
function crowdedThreads(labelled: readonly Mail[]): ReadonlySet<string> {
  const threads = groupBy(labelled, (mail) => mail.threadId);
  return new Set(
    [...threads].filter(([, mails]) => new Set(mails.map((mail) => mail.sender)).size > 1).map(([id]) => id),
  );
}

const newestName = (mails: readonly Mail[]): string | undefined =>
  mails.reduce((newest, mail) => (mail.receivedAt > newest.receivedAt ? mail : newest)).senderName;
