import { type LogLevel } from './logger.ts';

interface EventDefinition {
  level: LogLevel;
  /** Static, so that lines can be searched and counted; what varies is in fields. */
  msg: string;
}

/** Everything Mailroom logs. `docs/operations.md` explains each to the person on call. */
export const EVENTS = {
  sender_triaged: { level: 'info', msg: 'Sender triaged' },
  contact_created: { level: 'info', msg: 'Contact created' },
  contact_updated: { level: 'info', msg: 'Contact updated' },
  group_joined: { level: 'info', msg: 'Contact joined the group' },
  group_left: { level: 'info', msg: 'Contact left the group' },
  mail_moved: { level: 'info', msg: 'Mail moved' },
  large_inbox_sweep: { level: 'warning', msg: 'Many mails moved into the Inbox at once' },
  name_mismatch: { level: 'warning', msg: 'The contact has another name than the sender gives' },
  sender_conflict: { level: 'warning', msg: 'Sender has different triage labels; nothing was done' },
  contact_conflict: {
    level: 'warning',
    msg: 'Addresses of one contact have different triage labels; nothing was done',
  },
  flag_cleared: { level: 'info', msg: 'Error label taken off' },
  label_change_failed: {
    level: 'error',
    msg: 'A label could not be changed; trying again in the next cycle',
  },
  unusable_sender: { level: 'warning', msg: 'Mail has no usable From address' },
  own_mail_skipped: { level: 'info', msg: 'Own mail is not triaged; its label was taken off' },
  retriage_skipped_conversation: {
    level: 'warning',
    msg: 'Sender of another category is in a labelled conversation; left where it is',
  },
  mailing_list_sender: {
    level: 'info',
    msg: 'Labelled mail came over a mailing list; its author is triaged',
  },
  label_withdrawn: {
    level: 'info',
    msg: 'The label was taken off or changed while the sender was being triaged',
  },
  sender_waits: { level: 'info', msg: 'Mail kept changing; the sender waits for the next cycle' },
  sender_failed: { level: 'error', msg: 'Sender could not be triaged; trying again in the next cycle' },
  sender_flagged: {
    level: 'error',
    msg: 'Sender failed several times in a row; its mail was given the error label',
  },
  contacts_protocol_chosen: { level: 'info', msg: 'How contacts are reached was decided' },
  mailboxes_changed: { level: 'info', msg: 'Mailboxes changed; read again' },
  cycle_idle: { level: 'debug', msg: 'Nothing to do' },
  cycle_done: { level: 'info', msg: 'Cycle done' },
  cycle_interrupted: { level: 'warning', msg: 'Asked to stop in the middle; the labels are still there' },
  cycle_failed: { level: 'error', msg: 'Cycle failed' },
  dry_run_plan: { level: 'info', msg: 'Dry run: this would be done' },
  dry_run_done: { level: 'info', msg: 'Dry run done; nothing was changed' },
  health_server_started: { level: 'info', msg: 'Health pages are served' },
  service_started: { level: 'info', msg: 'Mailroom is connected and polls' },
  service_stopping: {
    level: 'info',
    msg: 'Mailroom was asked to stop; what is in progress is finished first',
  },
  service_stopped: { level: 'info', msg: 'Mailroom has stopped' },
  service_gave_up: { level: 'error', msg: 'Too many cycles failed in a row; Mailroom ends' },
  crashed: { level: 'error', msg: 'A defect in Mailroom; it ends' },
  config_warning: { level: 'warning', msg: 'The configuration may hold a mistake' },
  startup_failed: { level: 'error', msg: 'Mailroom cannot start' },
  request: { level: 'debug', msg: 'Request answered' },
} as const satisfies Record<string, EventDefinition>;

export type EventName = keyof typeof EVENTS;
