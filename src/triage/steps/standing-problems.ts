import { type Log } from '../../log/logger.ts';
import { type Mail } from '../../mail/mail-store.ts';
import { groupBy } from '../group-by.ts';
import { labelsOn } from '../label-changes.ts';
import { type ContactConflict } from '../membership.ts';
import { type SenderWork } from '../model.ts';
import { type Places } from '../places/placed-category.ts';
import { type Plan } from '../plan.ts';
import { subjectsOf } from '../whose-mail.ts';

/** What waits for the user: as the event that tells of it, and that event's fields. */
export interface StandingProblem {
  readonly event:
    | 'sender_conflict'
    | 'domain_refused'
    | 'unusable_sender'
    | 'whole_domain_alone'
    | 'contact_conflict'
    | 'conversation_conflict'
    | 'sender_failed';
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * The problems that stand, cycle after cycle, until the user does something. Each is told when it comes up, and again when
 * it changes; a new process knows of none, and so tells of all.
 */
export class StandingProblems {
  readonly #told = new Map<string, StandingProblem>();

  /** Those that stood at the end of the last cycle. */
  get list(): readonly StandingProblem[] {
    return [...this.#told.values()];
  }

  /** Logs those that are new or have changed. */
  tell(problems: readonly StandingProblem[], log: Log): void {
    for (const problem of problems) {
      const key = keyOf(problem);
      if (JSON.stringify(this.#told.get(key)) === JSON.stringify(problem)) continue;
      this.#told.set(key, problem);
      log(problem.event, problem.fields);
    }
  }

  /** Forgets all but these: what comes up again is told again. */
  keepOnly(problems: readonly StandingProblem[]): void {
    const keys = new Set(problems.map(keyOf));
    for (const key of this.#told.keys()) if (!keys.has(key)) this.#told.delete(key);
  }
}

const keyOf = ({ event, fields }: StandingProblem): string =>
  JSON.stringify([event, fields.sender, fields.mail]);

/** What the labels alone show. */
export function problemsOfLabels(
  { conflicts, refusals, unusable, alone }: Plan,
  mails: readonly Mail[],
  places: Places,
): StandingProblem[] {
  const labelled = mails.filter((mail) => labelsOn(mail, places).length > 0);
  const labelledBy = groupBy(labelled, subjectsOf(labelled, places));
  return [
    ...conflicts.map((sender): StandingProblem => {
      const theirs = labelledBy.get(sender) ?? [];
      const fields = { sender, labels: labelNames(theirs, places), mails: theirs.length };
      return { event: 'sender_conflict', fields };
    }),
    ...refusals.map(({ sender, reason }): StandingProblem => {
      const theirs = labelledBy.get(sender) ?? [];
      return { event: 'domain_refused', fields: { sender, reason, mails: theirs.length } };
    }),
    ...alone.map((mail): StandingProblem => ({
      event: 'whole_domain_alone',
      fields: { sender: mail.sender, mail: mail.id, receivedAt: mail.receivedAt },
    })),
    ...unusable.map((mail): StandingProblem => ({
      event: 'unusable_sender',
      fields: aboutMail(mail, places),
    })),
  ];
}

/** What the address book shows besides. */
export const problemsOfContacts = (
  conflicts: readonly ContactConflict[],
  undecided: readonly SenderWork[],
): StandingProblem[] => [
  ...conflicts.map(({ sender, placed, others }): StandingProblem => ({
    event: 'contact_conflict',
    fields: { sender, category: placed.category.name, others },
  })),
  ...undecided.map(({ sender, placed, from }): StandingProblem => ({
    event: 'conversation_conflict',
    fields: { sender, category: placed.category.name, groups: from?.groups },
  })),
];

export const isAboutContacts = ({ event }: StandingProblem): boolean =>
  event === 'contact_conflict' || event === 'conversation_conflict';

/** What tells a mail from others: its id, its triage labels, and when it came. */
export const aboutMail = (mail: Mail, places: Places) => ({
  mail: mail.id,
  labels: labelNames([mail], places),
  receivedAt: mail.receivedAt,
});

const labelNames = (mails: readonly Mail[], places: Places): string[] =>
  [...new Set(mails.flatMap((mail) => labelsOn(mail, places)))]
    .map((id) => places.paths.get(id) ?? id)
    .sort();
