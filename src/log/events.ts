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
    msg: 'Many mails moved into the Inbox at once',
    fields: ['sender', 'category', 'mails'],
  },
  name_mismatch: {
    level: 'warning',
    msg: 'The contact has another name than the sender gives',
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
    msg: 'Labelled mail has no usable From address',
    fields: ['mail', 'labels', 'receivedAt'],
  },
  own_mail_skipped: {
    level: 'info',
    msg: 'Own mail is not triaged; its label was taken off',
    fields: ['sender', 'mail', 'labels', 'receivedAt'],
  },
  retriage_skipped_conversation: {
    level: 'warning',
    msg: 'Sender of another category is in a labelled conversation; left where it is',
    fields: ['sender', 'category', 'groups'],
  },
  mailing_list_sender: {
    level: 'info',
    msg: 'Labelled mail came over a mailing list; its author is triaged',
    fields: ['sender', 'category'],
  },
  label_withdrawn: {
    level: 'info',
    msg: 'The label was taken off or changed while the sender was being triaged',
    fields: ['sender', 'category'],
  },
  sender_waits: {
    level: 'info',
    msg: 'Mail kept changing; the sender waits for the next cycle',
    fields: ['sender', 'category'],
  },
  sender_failed: {
    level: 'error',
    msg: 'Sender could not be triaged; trying again in the next cycle',
    fields: ['sender', 'category', 'error', 'fix', 'problems'],
  },
  sender_flagged: {
    level: 'error',
    msg: 'Sender failed several times in a row; its mail was given the error label',
    fields: ['sender'],
  },
  contacts_protocol_chosen: {
    level: 'info',
    msg: 'How contacts are reached was decided',
    fields: ['protocol', 'reason'],
  },
  mailboxes_changed: { level: 'info', msg: 'Mailboxes changed; read again', fields: ['mailboxes'] },
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
    msg: 'Asked to stop in the middle; the labels are still there',
    fields: [],
  },
  cycle_recovered: {
    level: 'info',
    msg: 'Cycles work again',
    fields: ['failures', 'seconds'],
  },
  daily_summary: {
    level: 'info',
    msg: 'What the last day brought',
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
  health_server_started: { level: 'info', msg: 'Health pages are served', fields: ['port'] },
  service_started: {
    level: 'info',
    msg: 'Mailroom is connected and polls',
    fields: ['version', 'pollInterval', 'maxConsecutiveFailures', 'dryRun'],
  },
  service_stopping: {
    level: 'info',
    msg: 'Mailroom was asked to stop; what is in progress is finished first',
    fields: [],
  },
  service_stopped: { level: 'info', msg: 'Mailroom has stopped', fields: ['cycles', 'uptimeSeconds'] },
  service_gave_up: {
    level: 'error',
    msg: 'Too many cycles failed in a row; Mailroom ends',
    fields: ['failures'],
  },
  crashed: { level: 'error', msg: 'A defect in Mailroom; it ends', fields: ['error'] },
  config_warning: { level: 'warning', msg: 'The configuration may hold a mistake', fields: ['warning'] },
  startup_failed: { level: 'error', msg: 'Mailroom cannot start', fields: ['error', 'fix', 'problems'] },
  request: { level: 'debug', msg: 'Request answered', fields: ['method', 'url', 'status', 'durationMs'] },
} as const satisfies Record<string, EventDefinition>;

export type EventName = keyof typeof EVENTS;

/** The fields that an event can have. */
export type EventField<Event extends EventName> = (typeof EVENTS)[Event]['fields'][number];
