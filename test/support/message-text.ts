import { randomBytes } from 'node:crypto';

/** A mail to be delivered. Nothing but `from` and `mailboxes` is needed. */
export interface MailSpec {
  /** The header's raw value, like `Ada <ada@example.test>`; empty for a mail without From. */
  from: string;
  to?: string;
  subject?: string;
  /** Paths (`Inbox/Screener`) or roles (`trash`). */
  mailboxes: readonly string[];
  keywords?: readonly string[];
  /** RFC 3339. Unless given, every mail is a second newer than the one before. */
  receivedAt?: string;
  /** Further headers, raw. */
  headers?: Readonly<Record<string, string>>;
  /** With the angle brackets. Name it in another mail's `inReplyTo`, under the same subject, to form a thread. */
  messageId?: string;
  inReplyTo?: string;
  /** Defaults to `inReplyTo`. */
  references?: string;
  body?: string;
}

/** The mail as a message (RFC 5322). No two are alike: servers refuse to import the same bytes twice. */
export function messageText(spec: MailSpec, receivedAt: string): string {
  const unique = randomBytes(8).toString('hex');
  const headers: Record<string, string | undefined> = {
    From: spec.from === '' ? undefined : spec.from,
    To: spec.to ?? 'owner@example.test',
    Subject: spec.subject ?? 'Hello',
    Date: new Date(receivedAt).toUTCString().replace('GMT', '+0000'),
    'Message-ID': spec.messageId ?? `<${unique}@example.test>`,
    'In-Reply-To': spec.inReplyTo,
    References: spec.references ?? spec.inReplyTo,
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Transfer-Encoding': '8bit',
    'X-Unique': unique,
    ...spec.headers,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return `${lines.join('\r\n')}\r\n\r\n${spec.body ?? 'Hello.'}\r\n`;
}
