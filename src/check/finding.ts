/** One thing that `mailroom check` looked at. */
export interface Finding {
  readonly status: 'ok' | 'warning' | 'problem';
  /** The heading it belongs under. */
  readonly topic: Topic;
  readonly text: string;
  /** Exactly what to do; only where there is something to do. */
  readonly fix?: string;
  /** All that it is about, where these are people rather than settings; a text names a few. */
  readonly who?: readonly string[];
}

export type Topic =
  | 'Configuration'
  | 'Mail'
  | 'Contacts'
  | 'Mailboxes'
  | 'Contact groups'
  | 'Own addresses'
  | 'Limits'
  | 'Clock';

export const ok = (topic: Topic, text: string): Finding => ({ status: 'ok', topic, text });

export const warning = (topic: Topic, text: string, fix: string): Finding => ({
  status: 'warning',
  topic,
  text,
  fix,
});

export const problem = (topic: Topic, text: string, fix: string): Finding => ({
  status: 'problem',
  topic,
  text,
  fix,
});

/** Nothing that keeps Mailroom from working. */
export const isPassed = (findings: readonly Finding[]): boolean =>
  findings.every(({ status }) => status !== 'problem');
