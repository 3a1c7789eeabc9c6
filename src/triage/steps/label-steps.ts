import { type Places } from '../places/placed-category.ts';
import { ConflictError } from '../../errors.ts';
import { type Address } from '../../mail/address.ts';
import { type Mail, type MailChange, type MailView } from '../../mail/mail-store.ts';
import { type BatchPorts } from './batch-state.ts';
import { flagChanges, isInAny, labelsOn, scannedLabels, unlabelChanges } from '../label-changes.ts';
import { domainRefusals, type RefusalOf } from '../domain-refusal.ts';
import { hasDomainOrder, whoseMail } from '../whose-mail.ts';
import { type SenderWork } from '../model.ts';
import { type IsOwn, ownMailTest } from '../own-mail.ts';
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
  /** How many messages the server refused to change. */
  readonly refused: number;
}

/** Plans, and carries out what needs no contacts: flags for conflicts, labels off own mail, stale flags off. */
export async function settlePlan(
  scan: MailView,
  places: Places,
  isOwnAddress: (sender: Address) => boolean,
  ports: BatchPorts,
  signal: AbortSignal,
): Promise<Planned> {
  const isOwn = ownMailTest(places, isOwnAddress);
  const isScanned = (mail: Mail): boolean => isInAny(mail, scannedLabels(places));
  const isAboutDomain = (mail: Mail): boolean => hasDomainOrder(mail, places);
  const asksForDomains = scan.mails.some(isAboutDomain);
  const refusalOf = asksForDomains ? await loadRefusals(isOwnAddress) : () => undefined;
  const planOf = (mails: readonly Mail[]): Plan =>
    planCycle(mails.filter(isScanned), { places, isOwn, refusalOf });
  const settled = await settle(ports.mail, scan, (mails) => planOf(mails).changes, isScanned, signal);
  reportRefusals(settled, ports);
  for (const change of settled.changed) reportPlanned(change, places, isOwn, ports);
  const plan = planOf(settled.view.mails);
  const { view, changed, failed } = settled;
  // Of a domain that a label named only meanwhile, nobody has asked yet whether it may be decided about.
  const isSettled = settled.isSettled && (asksForDomains || !view.mails.some(isAboutDomain));
  return {
    plan,
    view,
    isQuiet: isSettled && changed.length + failed.size === 0,
    isSettled,
    refused: failed.size,
  };
}

/** Takes the label off mail from senders that nothing else is to be done about. Answers with those whose labels are all off. */
export async function unlabelSenders(
  works: readonly SenderWork[],
  view: MailView,
  places: Places,
  ports: BatchPorts,
  signal: AbortSignal,
): Promise<{ done: SenderWork[]; refused: number }> {
  if (works.length === 0) return { done: [], refused: 0 };
  const workOf = whoseMail(works);
  const isPlanned = (mail: Mail): boolean => {
    const [label, ...others] = labelsOn(mail, places);
    return label !== undefined && others.length === 0 && label === workOf(mail)?.placed.label;
  };
  const planOff = (mails: readonly Mail[]): MailChange[] =>
    mails.filter(isPlanned).map((mail) => unlabelChanges(mail, places, [places.screener]));
  const settled = await settle(ports.mail, view, planOff, () => false, signal);
  reportRefusals(settled, ports);
  const left = new Set(
    settled.view.mails.filter((mail) => labelsOn(mail, places).length > 0).map((mail) => workOf(mail)),
  );
  return { done: works.filter((work) => !left.has(work)), refused: settled.failed.size };
}

/** The lists of domains are large, and seldom needed. */
const loadRefusals = async (isOwnAddress: (sender: Address) => boolean): Promise<RefusalOf> =>
  domainRefusals(isOwnAddress, await import('../../mail/public-domains.ts'));

/** Shows the user on the mail itself that a sender keeps failing. It is tried again all the same. */
export async function flagSenders(
  works: readonly SenderWork[],
  places: Places,
  ports: BatchPorts,
  signal: AbortSignal,
): Promise<void> {
  if (works.length === 0) return;
  const workOf = whoseMail(works);
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
  const flagged = new Set(settled.changed.map(({ mail }) => workOf(mail)));
  for (const work of works) if (flagged.has(work)) ports.log('sender_flagged', { sender: work.sender });
}

function reportPlanned(
  { mail, sender, remove }: MailChange,
  places: Places,
  isOwn: IsOwn,
  { log }: BatchPorts,
): void {
  if (isOwn(mail)) log('own_mail_skipped', { sender, ...aboutMail(mail, places) });
  else if (remove.includes(places.errorLabel)) log('flag_cleared', { sender, mail: mail.id });
}

/** Says which labels the server refused to change. */
export function reportRefusals({ failed, view }: Settled, { log }: BatchPorts): void {
  const senders = new Map(view.mails.map(({ id, sender }) => [id, sender]));
  for (const [mail, error] of failed) log('label_change_failed', { sender: senders.get(mail), mail, error });
}
