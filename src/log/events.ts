export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

interface EventDefinition {
  level: LogLevel;
  /** Static, so that lines can be searched and counted; what varies is in fields. */
  msg: string;
  /** Which fields a line can have, besides `time`, `level`, `event` and `msg`. */
  fields: readonly string[];
}

const CYCLE_FIELDS = [
  'triaged',
  'mails',
  'failed',
  'waiting',
  'conflicts',
  'unusable',
  'left',
  'requests',
  'durationMs',
] as const;

/** Everything Mailroom logs. `docs/operations.md` explains each to the person on call. */
export const EVENTS = {
  sender_triaged: {
    level: 'info',
    msg: 'Sender triaged',
    fields: ['sender', 'category', 'from', 'contact', 'moved', 'stays', 'warnings'],
  },
  contact_created: { level: 'debug', msg: 'Contact created', fields: ['sender', 'category'] },
  contact_updated: { level: 'debug', msg: 'Contact updated', fields: ['sender', 'category'] },
  group_joined: { level: 'debug', msg: 'Contact joined the group', fields: ['sender', 'category', 'group'] },
  group_left: { level: 'debug', msg: 'Contact left the group', fields: ['sender', 'category', 'group'] },
  mail_moved: { level: 'debug', msg: 'Mail moved', fields: ['sender', 'category', 'mails'] },
  large_inbox_sweep: {
    level: 'warning',
    msg: 'Many messages moved into the Inbox at once',
    fields: ['sender', 'category', 'mails'],
  },
  name_mismatch: {
    level: 'warning',
    msg: "The contact's name differs from the sender's",
    fields: ['sender', 'category', 'name', 'contactName'],
  },
  sender_conflict: {
    level: 'warning',
    msg: 'Sender has different triage labels; nothing was done',
    fields: ['sender', 'labels', 'mails'],
  },
  contact_conflict: {
    level: 'warning',
    msg: 'Addresses of one contact have different triage labels; nothing was done',
    fields: ['sender', 'category', 'others'],
  },
  conversation_conflict: {
    level: 'warning',
    msg: 'All senders of a labelled conversation are in other categories; nothing was done',
    fields: ['sender', 'category', 'groups'],
  },
  flag_cleared: { level: 'info', msg: 'Error label taken off', fields: ['sender', 'mail'] },
  label_change_failed: {
    level: 'error',
    msg: 'A label could not be changed; trying again in the next cycle',
    fields: ['sender', 'mail', 'error'],
  },
  unusable_sender: {
    level: 'warning',
    msg: 'Labelled message has no usable From address',
    fields: ['mail', 'labels', 'receivedAt'],
  },
  own_mail_skipped: {
    level: 'info',
    msg: 'Own mail is not triaged; its label was taken off',
    fields: ['sender', 'mail', 'labels', 'receivedAt'],
  },
  retriage_skipped_conversation: {
    level: 'warning',
    msg: 'A labelled conversation has a sender from another category; left where it is',
    fields: ['sender', 'category', 'groups'],
  },
  mailing_list_sender: {
    level: 'info',
    msg: 'Labelled message came over a discussion list; its author is triaged',
    fields: ['sender', 'category'],
  },
  domain_exceptions: {
    level: 'info',
    msg: 'Senders of the domain keep a decision of their own',
    fields: ['sender', 'category', 'exceptions', 'senders'],
  },
  domain_overlap: {
    level: 'warning',
    msg: 'A sender is in another category than its domain; write the rules anew',
    fields: ['sender', 'category', 'senders'],
  },
  domain_refused: {
    level: 'warning',
    msg: 'Nobody can decide about this whole domain; nothing was done',
    fields: ['sender', 'reason', 'mails'],
  },
  whole_domain_alone: {
    level: 'warning',
    msg: 'The label for a whole domain stands without a triage label; nothing was done',
    fields: ['sender', 'mail', 'receivedAt'],
  },
  label_withdrawn: {
    level: 'info',
    msg: 'The label was taken off or changed while the sender was being triaged',
    fields: ['sender', 'category'],
  },
  sender_waits: {
    level: 'info',
    msg: 'Mail kept changing; sender waits for the next cycle',
    fields: ['sender', 'category'],
  },
  sender_failed: {
    level: 'error',
    msg: 'Sender could not be triaged; trying again in the next cycle',
    fields: ['sender', 'category', 'error', 'fix', 'problems'],
  },
  sender_flagged: {
    level: 'error',
    msg: 'Sender failed several times in a row; its mail got the error label',
    fields: ['sender'],
  },
  contacts_protocol_chosen: {
    level: 'info',
    msg: 'Contacts protocol chosen',
    fields: ['protocol', 'reason'],
  },
  mailboxes_changed: {
    level: 'info',
    msg: 'Mailboxes changed; list refreshed',
    fields: ['mailboxes', 'made', 'renamed', 'gone'],
  },
  cycle_idle: {
    level: 'debug',
    msg: 'Nothing to do',
    fields: CYCLE_FIELDS,
  },
  cycle_done: {
    level: 'info',
    msg: 'Cycle done',
    fields: CYCLE_FIELDS,
  },
  cycle_interrupted: {
    level: 'warning',
    msg: 'Interrupted; remaining labels are kept',
    fields: [],
  },
  cycle_recovered: {
    level: 'info',
    msg: 'Cycles work again',
    fields: ['failures', 'seconds'],
  },
  daily_summary: {
    level: 'info',
    msg: 'Summary of the last day',
    fields: ['cycles', 'failures', 'triaged', 'mails', 'stands', 'dryRun'],
  },
  cycle_failed: {
    level: 'error',
    msg: 'Cycle failed',
    fields: ['error', 'fix', 'problems', 'failures', 'waitSeconds'],
  },
  dry_run_plan: {
    level: 'info',
    msg: 'Dry run: this would be done',
    fields: ['sender', 'category', 'contact', 'joins', 'leaves', 'moves', 'stays', 'notes'],
  },
  dry_run_done: {
    level: 'info',
    msg: 'Dry run done; nothing was changed',
    fields: CYCLE_FIELDS,
  },
  health_server_started: { level: 'info', msg: 'Health endpoint listening', fields: ['port'] },
  service_started: {
    level: 'info',
    msg: 'Connected; polling',
    fields: ['version', 'pollInterval', 'maxConsecutiveFailures', 'dryRun'],
  },
  service_stopping: {
    level: 'info',
    msg: 'Stopping; work in progress is finished first',
    fields: [],
  },
  service_stopped: { level: 'info', msg: 'Mailroom has stopped', fields: ['cycles', 'uptimeSeconds'] },
  service_gave_up: {
    level: 'error',
    msg: 'Too many cycles failed in a row; giving up',
    fields: ['failures'],
  },
  crashed: { level: 'error', msg: 'Mailroom crashed because of a bug', fields: ['error'] },
  config_warning: { level: 'warning', msg: 'Possible mistake in the configuration', fields: ['warning'] },
  startup_failed: { level: 'error', msg: 'Mailroom cannot start', fields: ['error', 'fix', 'problems'] },
  request: {
    level: 'debug',
    msg: 'Request answered',
    fields: ['method', 'url', 'calls', 'status', 'durationMs'],
  },
} as const satisfies Record<string, EventDefinition>;

export type EventName = keyof typeof EVENTS;

/** The fields that an event can have. */
export type EventField<Event extends EventName> = (typeof EVENTS)[Event]['fields'][number];
