import { type EventName } from '../log/events.ts';
import { type Log, type LogFields, type LogWriter } from '../log/logger.ts';
import { type PlanCollector } from './plan-collector.ts';
import { mailCount, type SenderPlan } from './sender-plan.ts';

/**
 * A log for the cycles of a dry run. What a cycle says it did becomes part of the plan of the sender it is about; each
 * plan is reported when the sender's turn is over. What is true of a dry run as well is logged as always.
 */
export const dryRunLog =
  (log: Log, collector: PlanCollector, report: (plan: SenderPlan) => void): LogWriter =>
  (event, fields = {}) => {
    const sender = text(fields.sender);
    const note = NOTES[event];
    if (event === 'sender_triaged') report(collector.take(sender, text(fields.category)));
    else if (event === 'cycle_done' || event === 'cycle_idle') {
      for (const plan of collector.takeRest()) report(plan);
      log(event === 'cycle_done' ? 'dry_run_done' : event, fields);
    } else if (note !== undefined) collector.note(sender, note(fields));
    else if (event in STEPS) STEPS[event]?.(collector, sender, fields);
    else {
      // What was planned for a sender that fails half-way would not be done.
      if (event === 'sender_failed') collector.take(sender, undefined);
      log(event, fields);
    }
  };

/** Events of steps that a plan tells of in its own way. */
const STEPS: Partial<
  Record<EventName, (collector: PlanCollector, sender: string | undefined, fields: LogFields) => void>
> = {
  contact_created: (collector, sender) => collector.contact(sender, 'created'),
  contact_updated: (collector, sender) => collector.contact(sender, 'updated'),
  group_joined: (collector, sender, { group }) => collector.joins(sender, text(group) ?? ''),
  group_left: (collector, sender, { group }) => collector.leaves(sender, text(group) ?? ''),
  // The mail store told of each of these messages.
  mail_moved: () => undefined,
};

/** What a plan says instead of what is logged when things are done. */
const NOTES: Partial<Record<EventName, (fields: LogFields) => string>> = {
  large_inbox_sweep: ({ mails }) => `${mailCount(Number(mails))} would go to the Inbox at once`,
  name_mismatch: ({ name, contactName }) =>
    `the sender calls itself "${text(name) ?? ''}", the contact is called "${text(contactName) ?? ''}"`,
  sender_conflict: () => 'conflict: different triage labels, so nothing else would be done until one is left',
  contact_conflict: () =>
    'conflict: another address of the same contact has a different triage label, so nothing else would be done',
  conversation_conflict: ({ groups }) =>
    `conflict: a whole conversation is labelled, and the sender is a member of ${list(groups)} already`,
  unusable_sender: () => 'skipped: the mail has no usable From address',
  own_mail_skipped: () => 'skipped: your own mail is not triaged, only its label would come off',
  retriage_skipped_conversation: ({ groups }) =>
    `skipped: labelled along with a conversation, and a member of ${list(groups)} already`,
  mailing_list_sender: () => 'the labelled mail came over a mailing list: its author would be triaged',
  flag_cleared: () => 'the error label would come off',
  sender_waits: () => 'would wait for the next cycle: the mail keeps changing',
  domain_exceptions: ({ exceptions, senders }) =>
    `${Number(exceptions)} of the domain would keep a decision of their own: ${list(senders)}`,
  domain_overlap: ({ senders }) =>
    `in another category than the domain, so that rules would have to be written anew: ${list(senders)}`,
  domain_refused: ({ reason }) => `refused: ${text(reason) ?? ''}, so nothing would be done`,
  whole_domain_alone: () =>
    'the label for a whole domain stands without a triage label: nothing would be done',
  label_withdrawn: () => 'would wait for the next cycle: the label was taken off or changed',
  sender_flagged: () => 'failed several times in a row: the mail would get the error label',
};

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const list = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : '');
