import { dialog } from './line-dialog.ts';
import { messageText, type MailSpec } from './message-text.ts';

/** Whose mail, and where the server takes IMAP. */
export interface ImapAccess {
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** So many messages go into one command, and so many commands into one connection. */
const BATCH = 500;

/** Puts much mail into one mailbox, in the order given: an hour's worth of JMAP imports in a minute. */
export async function appendMail(
  access: ImapAccess,
  mailbox: string,
  mails: readonly (Omit<MailSpec, 'mailboxes' | 'receivedAt'> & { readonly receivedAt: string })[],
): Promise<void> {
  for (let start = 0; start < mails.length; start += BATCH) {
    const literals = mails.slice(start, start + BATCH).map((mail) => {
      const text = messageText({ ...mail, mailboxes: [mailbox] }, mail.receivedAt);
      return ` "${imapDate(mail.receivedAt)}" {${Buffer.byteLength(text)}+}\r\n${text}`;
    });
    await command(access, `APPEND "${mailbox}"${literals.join('')}`);
  }
}

/** Moves the mailbox's first messages, as a mail program does that was told to move all that a search found. */
export async function moveFirst(access: ImapAccess, count: number, from: string, to: string): Promise<void> {
  for (let left = count; left > 0; left -= BATCH)
    await command(access, `MOVE 1:${Math.min(left, BATCH)} "${to}"`, from);
}

async function command(access: ImapAccess, text: string, selected?: string): Promise<void> {
  const { port, username, password } = access;
  const answers = await dialog(port, [
    { until: /^\* OK/ },
    { send: `a LOGIN "${username}" "${password}"`, until: /^a / },
    ...(selected === undefined ? [] : [{ send: `b SELECT "${selected}"`, until: /^b / }]),
    { send: `c ${text}`, until: /^c / },
  ]);
  if (!answers.at(-1)?.startsWith('c OK')) throw new Error(`IMAP refused: ${answers.join('; ')}`);
}

/** RFC 3501 9, date-time. */
function imapDate(receivedAt: string): string {
  const [, day, month, year, time] = new Date(receivedAt).toUTCString().split(' ');
  return `${day}-${month}-${year} ${time} +0000`;
}
