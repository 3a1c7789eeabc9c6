import { type ContactBook } from '../contacts/contact-book.ts';
import { type Log } from '../log/logger.ts';
import { type MailStore } from '../mail/mail-store.ts';
import { createDryRunContactBook } from './dry-run-contact-book.ts';
import { dryRunLog } from './dry-run-log.ts';
import { createDryRunMailStore } from './dry-run-mail-store.ts';
import { PlanCollector } from './plan-collector.ts';
import { type SenderPlan } from './sender-plan.ts';

export interface DryRunPorts {
  readonly mail: MailStore;
  readonly contacts: ContactBook;
  readonly log: Log;
}

/**
 * The same ports, but nothing is written through them. `report` is told what would be done for each sender; unless given,
 * that is logged.
 */
export function startDryRun(
  { mail, contacts, log }: DryRunPorts,
  report: (plan: SenderPlan) => void = (plan) => log('dry_run_plan', planFields(plan)),
): DryRunPorts {
  const collector = new PlanCollector();
  return {
    mail: createDryRunMailStore(mail, collector),
    contacts: createDryRunContactBook(contacts),
    log: dryRunLog(log, collector, report),
  };
}

/** A line of the log shows what there is and leaves out what there is not. */
const planFields = ({ sender, category, contact, joins, leaves, moves, stays, notes }: SenderPlan) => ({
  sender,
  category,
  ...(contact !== undefined && { contact }),
  ...(joins.length > 0 && { joins }),
  ...(leaves.length > 0 && { leaves }),
  ...(moves.length > 0 && { moves }),
  ...(stays.length > 0 && { stays: Object.fromEntries(stays.map(({ mails, mailbox }) => [mailbox, mails])) }),
  ...(notes.length > 0 && { notes }),
});
