import { type Places } from '../places/placed-category.ts';
import { ConflictError } from '../../errors.ts';
import { type Address } from '../../mail/address.ts';
import { type Mail, type MailboxId, type MailChange, type MailView } from '../../mail/mail-store.ts';
import { type BatchPorts } from './batch-state.ts';
import { flagChanges, labelsOn, unlabelChanges } from '../label-changes.ts';
import { type SenderWork } from '../model.ts';
import { type IsOwn } from '../own-mail.ts';
import { type Plan, planCycle } from '../plan.ts';
import { aboutMail } from './standing-problems.ts';
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
  const { view, changed, failed, isSettled } = settled;
  return {
    plan,
    view,
    isQuiet: isSettled && changed.length + failed.size === 0,
    isSettled,
    refused: failed.size,
  };
}

/** Takes the label off mail of senders that nothing else is to be done about. Answers with those whose labels are all off. */
export async function unlabelSenders(
  works: readonly SenderWork[],
  view: MailView,
  places: Places,
  ports: BatchPorts,
  signal: AbortSignal,
): Promise<{ done: SenderWork[]; refused: number }> {
  if (works.length === 0) return { done: [], refused: 0 };
  const labelOf = new Map<Address | undefined, MailboxId>(
    works.map(({ sender, placed }) => [sender, placed.label]),
  );
  const isPlanned = (mail: Mail): boolean => {
    const [label, ...others] = labelsOn(mail, places);
    return label !== undefined && others.length === 0 && label === labelOf.get(mail.sender);
  };
  const planOff = (mails: readonly Mail[]): MailChange[] =>
    mails.filter(isPlanned).map((mail) => unlabelChanges(mail, places, [places.screener]));
  const settled = await settle(ports.mail, view, planOff, () => false, signal);
  reportRefusals(settled, ports);
  const left = new Set(
    settled.view.mails.filter((mail) => labelsOn(mail, places).length > 0).map(({ sender }) => sender),
  );
  return { done: works.filter(({ sender }) => !left.has(sender)), refused: settled.failed.size };
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
    mails.flatMap((mail) => (labelsOn(mail, places).length > 0 ? flagChanges(mail, places) : []));
  const settled = await settle(ports.mail, view, planFlags, () => false, signal);
  reportRefusals(settled, ports);
  const flagged = new Set(settled.changed.map(({ sender }) => sender));
  for (const { sender } of works) if (flagged.has(sender)) ports.log('sender_flagged', { sender });
}

function reportPlanned(
  { mail, sender, add }: MailChange,
  places: Places,
  isOwn: IsOwn,
  { log }: BatchPorts,
): void {
  if (isOwn(mail)) log('own_mail_skipped', { sender, ...aboutMail(mail, places) });
  else if (!add.includes(places.errorLabel)) log('flag_cleared', { sender, mail: mail.id });
}

/** Says which labels the server refused to change. */
export function reportRefusals({ failed, view }: Settled, { log }: BatchPorts): void {
  const senders = new Map(view.mails.map(({ id, sender }) => [id, sender]));
  for (const [mail, error] of failed) log('label_change_failed', { sender: senders.get(mail), mail, error });
}
