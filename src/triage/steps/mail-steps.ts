import { type Mail, type MailChange, type MailId, type MailView } from '../../mail/mail-store.ts';
import { about, type BatchState } from './batch-state.ts';
import { groupBy } from '../group-by.ts';
import { isInAny, labelsOn } from '../label-changes.ts';
import { type SenderWork } from '../model.ts';
import { decidedAlong, whoseMail } from '../whose-mail.ts';
import { type ChangesFor, finishChanges, ofSenders, stillWanted, sweepChanges } from '../mail-changes.ts';
import { type Leftover, listMail } from './list-mail.ts';
import { settle } from './settle.ts';

/** More mail than this into the Inbox at once is worth a warning. */
const LARGE_INBOX_SWEEP = 200;

export interface Swept {
  /** The batch's mail, as it is after the sweep. */
  readonly view: MailView;
  /** How many messages went to another mailbox. */
  readonly moved: number;
}

/** How many messages are listed and moved at a time. Memory holds them, so a sweep of more takes several rounds. */
const MAILS_A_ROUND = 10_000;

/** After so many rounds the senders wait for the next cycle: a server that moves nothing might say that it did. */
const MAX_ROUNDS = 100;

/**
 * Lists the senders' waiting mail - now, after the joins, since later mail is routed by the group - and moves it as
 * `changesFor` says. What has changed since an earlier state of the mail takes no request of its own where the list takes one.
 */
export async function sweepMail(
  state: BatchState,
  changesFor: ChangesFor = sweepChanges,
  since?: string,
): Promise<Swept> {
  const moves = new Map<SenderWork, Moves>();
  const stays = new Map<MailId, Mail>();
  let moved = 0;
  let maxKept = MAILS_A_ROUND;
  let left: Leftover = { since };
  for (let round = 1; ; round += 1) {
    const listed = await listMail(state, changesFor, maxKept, left);
    const { view, changed } = await settleSenders(state, listed, changesFor);
    moved += new Set(changed.map(({ mail }) => mail.id)).size;
    countMoves(moves, state, changed);
    noteStays(stays, state, view);
    waitForWithdrawn(state, view);
    const isComplete = listed.unfinished.length === 0;
    if (!isComplete && round === MAX_ROUNDS) for (const work of state.active()) state.wait(work);
    if (isComplete || state.active().length === 0) {
      for (const [work, counts] of moves) reportMoves(state, work, counts);
      reportStays(state, stays);
      return { view, moved };
    }
    // Mail that stays where it is, because it is in the Trash as well, would fill each round anew.
    if (changed.length === 0) maxKept = Infinity;
    left = { mailboxIds: listed.unfinished, since: view.state };
  }
}

function waitForWithdrawn(state: BatchState, { mails }: MailView): void {
  const theirs = byWork(state.active(), mails);
  for (const work of state.active()) {
    const own = decidedAlong(work, theirs.get(work) ?? [], state.places);
    const isLabelled = own.some((mail) => labelsOn(mail, state.places).length > 0);
    if (!stillWanted(work, own, state.places)) state.withdraw(work, { isLabelled });
  }
}

/** How often the finish goes back to mail that turned up after the sweep, before it leaves that to the next cycle. */
const MAX_FINISH_ROUNDS = 3;

/**
 * Takes the labels off, last of all (N4). Mail that turned up since the sweep - routed by the group that the sender has
 * left meanwhile, or taken out of the Trash - is swept first: only this cycle knows where the sender came from.
 */
export async function finishMail(
  state: BatchState,
  swept: MailView,
  misnamed: Pick<ReadonlyMap<SenderWork, unknown>, 'has'>,
): Promise<void> {
  const sweepOrFinish: ChangesFor = (work, mails, places) => {
    const late = sweepChanges(work, mails, places);
    return late.length > 0
      ? late
      : finishChanges(work, mails, places, misnamed.has(work) || work.overlaps.length > 0);
  };
  let view = swept;
  for (let rounds = 0; rounds < MAX_FINISH_ROUNDS; rounds += 1) {
    ({ view } = await settleSenders(state, view, sweepOrFinish));
    if (stillLabelled(state, view).length === 0) return;
  }
  for (const work of stillLabelled(state, view)) state.wait(work);
}

function stillLabelled(state: BatchState, { mails }: MailView): SenderWork[] {
  const { places } = state;
  const theirs = byWork(state.active(), mails);
  const isLabelled = (mail: Mail): boolean => labelsOn(mail, places).length > 0;
  return state.active().filter((work) => decidedAlong(work, theirs.get(work) ?? [], places).some(isLabelled));
}

/** Settles what each sender still on its way needs, as long as the user still wants it. */
async function settleSenders(
  state: BatchState,
  before: MailView,
  changesFor: ChangesFor,
): Promise<{ view: MailView; changed: readonly MailChange[] }> {
  const { places, ports, signal } = state;
  const works = state.active();
  const plan = (mails: readonly Mail[]): MailChange[] => {
    const theirs = byWork(works, mails);
    return works.flatMap((work) => {
      const own = decidedAlong(work, theirs.get(work) ?? [], places);
      return stillWanted(work, own, places) ? changesFor(work, own, places) : [];
    });
  };
  const { view, changed, failed, isSettled } = await settle(
    ports.mail,
    before,
    plan,
    ofSenders(works),
    signal,
  );
  const workOf = whoseMail(works);
  for (const mail of view.mails) {
    const error = failed.get(mail.id);
    const work = workOf(mail);
    if (error !== undefined && work !== undefined) state.fail(work, error);
  }
  if (!isSettled) for (const work of works) state.wait(work);
  return { view, changed };
}

interface Moves {
  readonly mails: number;
  readonly toInbox: number;
}

function countMoves(moves: Map<SenderWork, Moves>, state: BatchState, changed: readonly MailChange[]): void {
  const { works, places } = state;
  const changes = groupBy(changed, ({ sender }) => sender);
  const isNewInInbox = ({ mail, add }: MailChange): boolean =>
    add.includes(places.inbox) && !mail.mailboxIds.has(places.inbox);
  for (const work of works) {
    const own = changes.get(work.sender) ?? [];
    if (own.length === 0) continue;
    for (const change of own) state.reportOn(work).moved(change);
    const { mails, toInbox } = moves.get(work) ?? { mails: 0, toInbox: 0 };
    moves.set(work, { mails: mails + own.length, toInbox: toInbox + own.filter(isNewInInbox).length });
  }
}

function reportMoves(state: BatchState, work: SenderWork, { mails, toInbox }: Moves): void {
  state.ports.log('mail_moved', { ...about(work), mails });
  if (toInbox > LARGE_INBOX_SWEEP) state.warn(work, 'large_inbox_sweep', { mails: toInbox });
}

/** Notes what was listed of the senders' mail and is in none of their category's mailboxes: a later round may not list it. */
function noteStays(stays: Map<MailId, Mail>, state: BatchState, { mails }: MailView): void {
  const workOf = whoseMail(state.active());
  for (const mail of mails) {
    const work = workOf(mail);
    if (work !== undefined && !isInAny(mail, work.placed.targets)) stays.set(mail.id, mail);
    else stays.delete(mail.id);
  }
}

function reportStays(state: BatchState, stays: ReadonlyMap<MailId, Mail>): void {
  const theirs = byWork(state.active(), [...stays.values()]);
  for (const work of state.active()) state.reportOn(work).stays(theirs.get(work) ?? []);
}

const byWork = (works: readonly SenderWork[], mails: readonly Mail[]): Map<SenderWork | undefined, Mail[]> =>
  groupBy(mails, whoseMail(works));
