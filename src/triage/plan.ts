import { type Places } from './places/placed-category.ts';
import { type Address, isFrom, isWholeDomain } from '../mail/address.ts';
import { type Mail, type MailChange } from '../mail/mail-store.ts';
import { type RefusalOf } from './domain-refusal.ts';
import { groupBy } from './group-by.ts';
import { type LabelledSender } from './model.ts';
import { type IsOwn } from './own-mail.ts';
import {
  flagChanges,
  isInAny,
  isMarked,
  labelsOn,
  modifiersOf,
  unlabelChanges,
  warnChanges,
} from './label-changes.ts';
import { subjectsOf } from './whose-mail.ts';

/** What the scan means. Pure: the same messages give the same plan, whatever was planned before. */
export interface Plan {
  readonly senders: readonly LabelledSender[];
  /** Senders with different triage labels: flagged, and nothing else done, until one label is left. */
  readonly conflicts: readonly Address[];
  /** Whole domains that no label may decide about: flagged as well. */
  readonly refusals: readonly DomainRefusal[];
  /** Labelled mail that names no sender: flagged, and nothing else done. */
  readonly unusable: readonly Mail[];
  /** Mail with the label for a whole domain, and no triage label: warned about, and nothing else done. */
  readonly alone: readonly Mail[];
  /** Labels and flags that come off or on without any triage. */
  readonly changes: readonly MailChange[];
}

export interface DomainRefusal {
  readonly sender: Address;
  readonly reason: string;
}

export interface PlanContext {
  readonly places: Places;
  readonly isOwn: IsOwn;
  readonly refusalOf: RefusalOf;
}

/** Plans a cycle from the messages that carry a triage label, the label that widens one, or the error label. */
export function planCycle(mails: readonly Mail[], { places, isOwn, refusalOf }: PlanContext): Plan {
  const own = mails.filter((mail) => isOwn(mail));
  const foreign = mails.filter((mail) => !isOwn(mail));
  const labelled = foreign.filter((mail) => labelsOn(mail, places).length > 0);
  const subjectOf = subjectsOf(labelled, places);
  const bySubject = groupBy(labelled, subjectOf);
  const anonymous = bySubject.get(undefined) ?? [];
  bySubject.delete(undefined);
  const crowded = crowdedThreads(labelled, subjectOf);

  const conflicts = new Set<Address>();
  const refusals = new Map<Address, DomainRefusal>();
  const senders: LabelledSender[] = [];
  for (const [sender, theirs] of bySubject) {
    if (sender === undefined) continue;
    const isDomain = isWholeDomain(sender);
    const reason = isDomain ? refusalOf(sender) : undefined;
    const labels = new Set(theirs.flatMap((mail) => labelsOn(mail, places)));
    const placed = places.categories.find(({ label }) => labels.has(label));
    if (reason !== undefined) refusals.set(sender, { sender, reason });
    else if (labels.size > 1 || placed === undefined) conflicts.add(sender);
    else
      senders.push({
        sender,
        placed,
        mails: theirs,
        exceptions: isDomain ? decidedApart(sender, bySubject.keys()) : NOBODY,
        name: isDomain ? undefined : newestName(theirs),
        byConversation: theirs.every((mail) => crowded.has(mail.threadId) || isMarked(mail, places)),
      });
  }

  const unlabelled = foreign.filter((mail) => labelsOn(mail, places).length === 0);
  const alone = unlabelled.filter((mail) => isInAny(mail, modifiersOf(places)));
  const flagged = labelled.filter((mail) => {
    const subject = subjectOf(mail);
    return subject !== undefined && (conflicts.has(subject) || refusals.has(subject));
  });
  return {
    senders,
    conflicts: [...conflicts],
    refusals: [...refusals.values()],
    unusable: anonymous,
    alone,
    changes: [
      ...own.map((mail) => unlabelChanges(mail, places, [places.sent ?? places.inbox])),
      ...unlabelled
        .filter((mail) => !alone.includes(mail))
        .map((mail) => unlabelChanges(mail, places, [places.screener])),
      ...alone.flatMap((mail) => warnChanges(mail, places)),
      ...[...anonymous, ...flagged].flatMap((mail) => flagChanges(mail, places)),
    ],
  };
}

const NOBODY: ReadonlySet<Address> = new Set();

/** The senders at a domain that labels are about by themselves. */
const decidedApart = (domain: Address, subjects: Iterable<Address | undefined>): ReadonlySet<Address> =>
  new Set(
    [...subjects].filter((subject) => subject !== undefined && subject !== domain && isFrom(subject, domain)),
  ) as ReadonlySet<Address>;

/** Threads in which mail of more than one foreign sender, or domain, is labelled. */
function crowdedThreads(
  labelled: readonly Mail[],
  subjectOf: (mail: Mail) => Address | undefined,
): ReadonlySet<string> {
  const threads = groupBy(labelled, (mail) => mail.threadId);
  return new Set(
    [...threads].filter(([, mails]) => new Set(mails.map(subjectOf)).size > 1).map(([id]) => id),
  );
}

const newestName = (mails: readonly Mail[]): string | undefined =>
  mails.reduce((newest, mail) => (mail.receivedAt > newest.receivedAt ? mail : newest)).senderName;
