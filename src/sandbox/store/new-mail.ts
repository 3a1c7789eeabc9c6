import { munge8bitHeaders } from './message.ts';

/** A mail to be made. `raw` is a whole message (RFC 5322) and stands for all header values and the body. */
export interface NewMail {
  /** Header values, raw. */
  from?: string;
  to?: string;
  subject?: string;
  /** With the angle brackets. */
  messageId?: string;
  inReplyTo?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  raw?: string | Buffer;
  /** Paths, like `Inbox/Screener`. Default: Inbox. */
  mailboxes?: readonly string[];
  keywords?: readonly string[];
  receivedAt?: Date;
  /** False: text filters do not find it until `indexAll`. */
  indexed?: boolean;
}

/** The mail as it is stored. `number` makes it unlike every other of the account. */
export function composeMail(mail: NewMail, owner: string, number: number): Buffer {
  if (mail.raw !== undefined) return munge8bitHeaders(Buffer.from(mail.raw));
  const fields: Record<string, string | undefined> = {
    From: mail.from,
    To: mail.to ?? owner,
    Subject: mail.subject ?? 'Hello',
    Date: (mail.receivedAt ?? new Date()).toUTCString().replace('GMT', '+0000'),
    'Message-ID': mail.messageId ?? `<${number}@sandbox.example>`,
    'In-Reply-To': mail.inReplyTo,
    ...mail.headers,
  };
  const lines = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  );
  return munge8bitHeaders(Buffer.from(`${lines.join('')}\r\n${mail.body ?? 'Hello.'}\r\n`));
}
