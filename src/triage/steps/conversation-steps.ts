import { type Places } from '../places/placed-category.ts';
import { type Mail, type MailChange, type MailView } from '../../mail/mail-store.ts';
import { type BatchPorts, BatchState } from './batch-state.ts';
import { groupBy } from '../group-by.ts';
import { reportRefusals } from './label-steps.ts';
import {
  flagChanges,
  isMarked,
  labelsOn,
  markChanges,
  unlabelChanges,
  warningsOf,
} from '../label-changes.ts';
import { sweepMail } from './mail-steps.ts';
import { type Membership } from '../membership.ts';
import { type SenderWork } from '../model.ts';
import { whoseMail } from '../whose-mail.ts';
import { waitingChanges } from '../mail-changes.ts';
import { settle } from './settle.ts';

/** What is done about conflicts and bystanders once the contacts are known, before anyone is triaged. */

export interface Released {
  /** Threads in which a bystander keeps its label: there the others have to wait. */
  readonly heldThreads: ReadonlySet<string>;
  /** Bystanders that were flagged and are left to the user. */
  readonly undecided: readonly SenderWork[];
  /** How many messages the server refused to change. */
  readonly refused: number;
}

/**
 * Flags contact conflicts, and takes the label off bystanders of a labelled conversation. Whoever is the last of its
 * conversation to be labelled looks like the one meant, so what the others' labels tell is kept first: all bystanders of
 * the conversation are marked before one loses its label, and each loses both at once.
 *
 * An account without a warning label has no such mark. There, a sender to be triaged keeps the conversation's meaning, for
 * it waits; a conversation of bystanders alone is flagged and left to the user.
 */
export async function settleFound(
  view: MailView,
  found: Membership,
  places: Places,
  ports: BatchPorts,
  signal: AbortSignal,
): Promise<Released> {
  if (found.conflicts.length + found.bystanders.length === 0)
    return { heldThreads: new Set(), undecided: [], refused: 0 };
  const conversations = readConversations(found, places);
  const marked = await markFound(view, found, conversations, places, ports, signal);
  if (!marked.isSettled) return { ...conversations.left(marked.view), refused: marked.failed.size };
  const unswept = await sweepBystanders(marked.view, conversations, places, ports, signal);
  const planReleases = (mails: readonly Mail[]): MailChange[] =>
    conversations
      .ready(mails)
      .flatMap(([work, mail]) => (unswept.has(work) ? [] : release(work, mail, places)));
  const released = await settle(ports.mail, marked.view, planReleases, () => false, signal);
  reportRefusals(released, ports);
  const changed = new Set(released.changed.map(({ mail }) => conversations.bystanderOf(mail)));
  for (const work of found.bystanders)
    if (changed.has(work)) ports.log('retriage_skipped_conversation', fieldsOf(work));
  return {
    ...conversations.left(released.view),
    refused: marked.failed.size + released.failed.size,
  };
}

/** What labelled mail of bystanders means, as it is at the moment. */
interface Conversations {
  /** Whose labelled mail this is, where it is a bystander's. */
  readonly bystanderOf: (mail: Mail) => SenderWork | undefined;
  /** That the mail was labelled only along with others shows even when these lose their labels. */
  readonly isKept: (mail: Mail) => boolean;
  /** Bystanders' labelled mail of conversations in which the meaning of all of it is kept. */
  readonly ready: (mails: readonly Mail[]) => (readonly [SenderWork, Mail])[];
  /** What is left when no more can be done. */
  readonly left: (view: MailView) => Pick<Released, 'heldThreads' | 'undecided'>;
}

function readConversations({ works, bystanders }: Membership, places: Places): Conversations {
  const workOf = whoseMail(bystanders);
  const anchored = new Set(works.flatMap(({ mails }) => mails.map(({ threadId }) => threadId)));
  const bystanderOf = (mail: Mail): SenderWork | undefined =>
    labelsOn(mail, places).length === 0 ? undefined : workOf(mail);
  const isKept = (mail: Mail): boolean =>
    isMarked(mail, places) || (places.warningLabel === undefined && anchored.has(mail.threadId));
  const labelled = (mails: readonly Mail[]): Mail[] =>
    mails.filter((mail) => bystanderOf(mail) !== undefined);
  return {
    bystanderOf,
    isKept,
    ready: (mails) =>
      [...groupBy(labelled(mails), ({ threadId }) => threadId).values()]
        .filter((thread) => thread.every(isKept))
        .flat()
        .flatMap((mail) => {
          const work = bystanderOf(mail);
          return work === undefined ? [] : [[work, mail] as const];
        }),
    left: ({ mails }) => ({
      heldThreads: new Set(labelled(mails).map(({ threadId }) => threadId)),
      undecided:
        places.warningLabel === undefined
          ? [...new Set(mails.flatMap((mail) => (isKept(mail) ? [] : (bystanderOf(mail) ?? []))))]
          : [],
    }),
  };
}

async function markFound(
  view: MailView,
  { conflicts }: Membership,
  { bystanderOf, isKept }: Conversations,
  places: Places,
  ports: BatchPorts,
  signal: AbortSignal,
): ReturnType<typeof settle> {
  const conflictOf = whoseMail(conflicts);
  const planMarks = (mails: readonly Mail[]): MailChange[] =>
    mails.flatMap((mail) => {
      if (conflictOf(mail) !== undefined)
        return labelsOn(mail, places).length > 0 ? flagChanges(mail, places) : [];
      return bystanderOf(mail) === undefined || isKept(mail) ? [] : markChanges(mail, places);
    });
  const marked = await settle(ports.mail, view, planMarks, () => false, signal);
  reportRefusals(marked, ports);
  return marked;
}

/**
 * A bystander whose labelled mail waits in Screener may be in its group because of a triage that was cut short. That is
 * brought to its end before the label comes off, or nothing would be left to tell of it. Answers with those whose mail
 * still waits.
 */
async function sweepBystanders(
  { mails }: MailView,
  { bystanderOf }: Conversations,
  places: Places,
  ports: BatchPorts,
  signal: AbortSignal,
): Promise<ReadonlySet<SenderWork>> {
  const waiting = new Set(
    mails.flatMap((mail) => (mail.mailboxIds.has(places.screener) ? (bystanderOf(mail) ?? []) : [])),
  );
  // Each stays in its category, by the label that it happens to have.
  const staying = new Map(
    [...waiting].flatMap((work) => {
      const { from, placed } = work;
      if (from === undefined) return [];
      return [
        [{ ...work, placed: { ...from, label: placed.label }, sources: [places.screener] }, work] as const,
      ];
    }),
  );
  if (staying.size === 0) return new Set();
  const state = new BatchState(places, ports, signal);
  state.works.push(...staying.keys());
  await sweepMail(state, waitingChanges);
  for (const [work, error] of state.failed) ports.log('sender_failed', { ...fieldsOf(work), error });
  const done = new Set(state.active());
  return new Set([...staying].flatMap(([work, bystander]) => (done.has(work) ? [] : [bystander])));
}

/** Takes the label off, unless the user has put on another one meanwhile. */
function release({ from, placed }: SenderWork, mail: Mail, places: Places): MailChange[] {
  if (labelsOn(mail, places).some((label) => label !== placed.label)) return [];
  return [unlabelChanges(mail, places, from?.targets ?? [places.screener], warningsOf(places))];
}

const fieldsOf = ({ sender, placed, from }: SenderWork) => ({
  sender,
  category: placed.category.name,
  groups: from?.groups,
});
