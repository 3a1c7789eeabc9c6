import { ConflictError } from '../errors.ts';
import { type Mail, type MailChange, type MailView } from '../mail/mail-store.ts';
import { type BatchPorts } from './batch-state.ts';
import { flag, labelsOn, unlabel } from './labels.ts';
import { type LabelledSender, type Places, type SenderWork } from './model.ts';
import { type IsOwn } from './own-mail.ts';
import { type Plan, planCycle } from './plan.ts';
import { settle, type Settled } from './settle.ts';

/** The steps that change labels alone: what a plan does before anyone is triaged, and the flag on senders that keep failing. */

export interface Planned {
  readonly plan: Plan;
  readonly view: MailView;
  /** Nothing had to be changed. */
  readonly isQuiet: boolean;
  /** False while the mail keeps changing: then nothing is known for sure, and nobody may be triaged on it. */
  readonly isSettled: boolean;
  /** How many mails the server refused to change. */
  readonly refused: number;
}

export interface Released {
  /** Threads in which a bystander keeps its label. */
  readonly heldThreads: ReadonlySet<string>;
  /** How many mails the server refused to change. */
  readonly refused: number;
}

/** Plans, and carries out what needs no contacts: flags for conflicts, labels off own mail, stale flags off. */
export async function settlePlan(
  scan: MailView,
  places: Places,
  isOwn: IsOwn,
  ports: BatchPorts,
  signal: AbortSignal,
): Promise<Planned> {
  const isScanned = (mail: Mail): boolean =>
    labelsOn(mail, places).length > 0 || mail.mailboxIds.has(places.errorLabel);
  const planOf = (mails: readonly Mail[]): Plan => planCycle(mails.filter(isScanned), { places, isOwn });
  const settled = await settle(ports.mail, scan, (mails) => planOf(mails).changes, isScanned, signal);
  reportRefusals(settled, ports);
  for (const change of settled.changed) reportPlanned(change, places, isOwn, ports);
  const plan = planOf(settled.view.mails);
  const flagged = new Set(
    settled.changed.filter(({ add }) => add.includes(places.errorLabel)).map(({ sender }) => sender),
  );
  for (const sender of plan.conflicts) if (flagged.has(sender)) ports.log('sender_conflict', { sender });
  const { view, changed, failed, isSettled } = settled;
  return {
    plan,
    view,
    isQuiet: isSettled && changed.length + failed.size === 0,
    isSettled,
    refused: failed.size,
  };
}

/**
 * Flags contact conflicts, and takes the label off bystanders of a labelled conversation. Answers with the threads
 * in which that failed: there the others have to wait, or the bystander, last to be labelled, would look like the one meant.
 */
export async function settleFound(
  view: MailView,
  conflicts: readonly LabelledSender[],
  bystanders: readonly SenderWork[],
  places: Places,
  ports: BatchPorts,
  signal: AbortSignal,
): Promise<Released> {
  if (conflicts.length + bystanders.length === 0) return { heldThreads: new Set(), refused: 0 };
  const conflicting = new Set(conflicts.map(({ sender }) => sender));
  const bystanding = new Map(bystanders.map((work) => [work.sender, work]));
  const planFound = (mails: readonly Mail[]): MailChange[] =>
    mails.flatMap((mail) => {
      if (mail.sender === undefined || labelsOn(mail, places).length === 0) return [];
      if (conflicting.has(mail.sender)) return flag(mail, places);
      const work = bystanding.get(mail.sender);
      return work === undefined ? [] : [releaseBystander(work, mail, places)];
    });
  const settled = await settle(ports.mail, view, planFound, () => false, signal);
  reportRefusals(settled, ports);
  const changed = new Set(settled.changed.map(({ sender }) => sender));
  for (const { sender, placed } of conflicts) {
    if (changed.has(sender)) ports.log('contact_conflict', { sender, category: placed.category.name });
  }
  for (const { sender, placed, from } of bystanders) {
    const groups = from?.groups;
    if (changed.has(sender))
      ports.log('retriage_skipped_conversation', { sender, category: placed.category.name, groups });
  }
  const left = bystanders
    .flatMap(({ mails }) => mails)
    .filter(({ id }) => !settled.isSettled || settled.failed.has(id));
  return { heldThreads: new Set(left.map(({ threadId }) => threadId)), refused: settled.failed.size };
}

/** Shows the user on the mail itself that a sender keeps failing. It is tried again all the same. */
export async function flagSenders(
  works: readonly SenderWork[],
  places: Places,
  ports: BatchPorts,
  signal: AbortSignal,
): Promise<void> {
  if (works.length === 0) return;
  const ids = works.flatMap(({ mails }) => mails.map(({ id }) => id));
  const view = await ports.mail
    .list({ ids, mailboxIds: [], keep: () => false }, signal)
    .catch((error: unknown) => {
      if (error instanceof ConflictError) return undefined;
      throw error;
    });
  if (view === undefined) return;
  const planFlags = (mails: readonly Mail[]): MailChange[] =>
    mails.flatMap((mail) => (labelsOn(mail, places).length > 0 ? flag(mail, places) : []));
  const settled = await settle(ports.mail, view, planFlags, () => false, signal);
  reportRefusals(settled, ports);
  const flagged = new Set(settled.changed.map(({ sender }) => sender));
  for (const { sender } of works) if (flagged.has(sender)) ports.log('sender_flagged', { sender });
}

function releaseBystander({ from }: SenderWork, mail: Mail, places: Places): MailChange {
  const warning = places.warningLabel === undefined ? [] : [places.warningLabel];
  return unlabel(mail, places, from?.targets ?? [places.screener], warning);
}

function reportPlanned(
  { mail, sender, add }: MailChange,
  places: Places,
  isOwn: IsOwn,
  { log }: BatchPorts,
): void {
  const isFlagged = add.includes(places.errorLabel);
  if (isOwn(mail)) log('own_mail_skipped', { sender, mail: mail.id });
  else if (isFlagged && sender === undefined) log('unusable_sender', { mail: mail.id });
  else if (!isFlagged) log('flag_cleared', { sender, mail: mail.id });
}

function reportRefusals({ failed, view }: Settled, { log }: BatchPorts): void {
  const senders = new Map(view.mails.map(({ id, sender }) => [id, sender]));
  for (const [mail, error] of failed) log('label_change_failed', { sender: senders.get(mail), mail, error });
}
