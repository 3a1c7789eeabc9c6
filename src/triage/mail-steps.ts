import { ConflictError } from '../errors.ts';
import { type Address } from '../mail/address.ts';
import { type Mail, type MailChange, type MailView } from '../mail/mail-store.ts';
import { about, type BatchState } from './batch-state.ts';
import { groupBy } from './group-by.ts';
import { labelsOn } from './labels.ts';
import { type Places, type SenderWork } from './model.ts';
import { finish, ofSenders, stillWanted, sweep, sweptMailboxes } from './placement.ts';
import { settle } from './settle.ts';

/** More mail than this into the Inbox at once is worth a warning. */
const LARGE_INBOX_SWEEP = 200;

export interface Swept {
  /** The batch's mail, as it is after the sweep. */
  readonly view: MailView;
  /** How many mails went to another mailbox. */
  readonly moved: number;
}

/** Lists the senders' waiting mail - now, after the joins, since later mail is routed by the group - and moves it. */
export async function sweepMail(state: BatchState): Promise<Swept> {
  const { places } = state;
  const listed = await listMail(state);
  const { view, changed } = await settleSenders(state, listed, sweep);
  const changes = groupBy(changed, ({ sender }) => sender);
  for (const work of state.works) reportMoves(state, work, changes.get(work.sender) ?? []);
  const theirs = bySender(view.mails);
  for (const work of state.active()) {
    if (!stillWanted(work, theirs.get(work.sender) ?? [], places)) state.wait(work, 'label_withdrawn');
  }
  return { view, moved: new Set(changed.map(({ mail }) => mail.id)).size };
}

async function listMail(state: BatchState): Promise<MailView> {
  const works = state.active();
  const { places, ports, signal } = state;
  const warnings = places.warningLabel === undefined ? [] : [places.warningLabel];
  try {
    return await ports.mail.list(
      {
        ids: works.flatMap(({ mails }) => mails.map(({ id }) => id)),
        mailboxIds: [...new Set([...works.flatMap(sweptMailboxes), ...warnings])],
        keep: ofSenders(works),
      },
      signal,
    );
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    for (const work of works) state.wait(work, 'sender_waits');
    return { state: '', mails: [] };
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
  misnamed: ReadonlySet<SenderWork>,
): Promise<void> {
  const sweepOrFinish = (work: SenderWork, mails: readonly Mail[], places: Places): MailChange[] => {
    const late = sweep(work, mails, places);
    return late.length > 0 ? late : finish(work, mails, places, misnamed.has(work));
  };
  let view = swept;
  for (let rounds = 0; rounds < MAX_FINISH_ROUNDS; rounds += 1) {
    ({ view } = await settleSenders(state, view, sweepOrFinish));
    if (stillLabelled(state, view).length === 0) return;
  }
  for (const work of stillLabelled(state, view)) state.wait(work, 'sender_waits');
}

function stillLabelled(state: BatchState, { mails }: MailView): SenderWork[] {
  const theirs = bySender(mails);
  const isLabelled = (mail: Mail): boolean => labelsOn(mail, state.places).length > 0;
  return state.active().filter(({ sender }) => theirs.get(sender)?.some(isLabelled) === true);
}

/** Settles what each sender still on its way needs, as long as the user still wants it. */
async function settleSenders(
  state: BatchState,
  before: MailView,
  changesFor: (work: SenderWork, mails: readonly Mail[], places: Places) => MailChange[],
): Promise<{ view: MailView; changed: readonly MailChange[] }> {
  const { places, ports, signal } = state;
  const works = state.active();
  const plan = (mails: readonly Mail[]): MailChange[] => {
    const theirs = bySender(mails);
    return works.flatMap((work) => {
      const own = theirs.get(work.sender) ?? [];
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
  const workOf = new Map<Address | undefined, SenderWork>(works.map((work) => [work.sender, work]));
  for (const mail of view.mails) {
    const error = failed.get(mail.id);
    const work = workOf.get(mail.sender);
    if (error !== undefined && work !== undefined) state.fail(work, error);
  }
  if (!isSettled) for (const work of works) state.wait(work, 'sender_waits');
  return { view, changed };
}

function reportMoves(
  { ports: { log }, places }: BatchState,
  work: SenderWork,
  changes: readonly MailChange[],
): void {
  if (changes.length === 0) return;
  log('mail_moved', { ...about(work), mails: changes.length });
  const toInbox = changes.filter(
    ({ mail, add }) => add.includes(places.inbox) && !mail.mailboxIds.has(places.inbox),
  );
  if (toInbox.length > LARGE_INBOX_SWEEP) log('large_inbox_sweep', { ...about(work), mails: toInbox.length });
}

const bySender = (mails: readonly Mail[]): Map<Address | undefined, Mail[]> =>
  groupBy(mails, ({ sender }) => sender);
