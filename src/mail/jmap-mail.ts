import { ProtocolError } from '../errors.ts';
import { isObject } from '../jmap/fields.ts';
import { senderAddress } from './address.ts';
import { type Mail, type Mailbox, type MailboxId, type MailChange } from './mail-store.ts';

/** Email properties (RFC 8621 4.1) that a Mail is made of. */
export const MAIL_PROPERTIES = ['id', 'threadId', 'from', 'mailboxIds', 'receivedAt'] as const;

/** The same for scanned mail, which is also asked whether it came over a mailing list (RFC 2919). */
export const SCANNED_PROPERTIES = [...MAIL_PROPERTIES, 'header:List-Id:asText'] as const;

export const MAILBOX_PROPERTIES = ['id', 'name', 'parentId', 'role'] as const;

/** Reads a record of Email/get. Throws `ProtocolError` when a property that was asked for is missing. */
export function readMail(record: unknown): Mail {
  if (!isObject(record)) throw new ProtocolError('Email/get answered with a record that is not an object');
  const { id, threadId, from, mailboxIds, receivedAt } = record;
  if (typeof id !== 'string' || !isObject(mailboxIds)) {
    throw new ProtocolError("Email/get answered with a record without 'id' or 'mailboxIds'");
  }
  const author: unknown = Array.isArray(from) ? from[0] : undefined;
  const { email, name } = isObject(author) ? author : {};
  return {
    id,
    threadId: typeof threadId === 'string' ? threadId : id,
    sender: typeof email === 'string' ? senderAddress(email) : undefined,
    senderName: typeof name === 'string' && name.trim() !== '' ? name : undefined,
    mailboxIds: sharedSet(Object.keys(mailboxIds).filter((mailbox) => mailboxIds[mailbox] === true)),
    receivedAt: typeof receivedAt === 'string' ? receivedAt : '',
    viaList: typeof record['header:List-Id:asText'] === 'string',
  };
}

/** Reads a record of Mailbox/get. Throws `ProtocolError` when a property that was asked for is missing. */
export function readMailbox(record: unknown): Mailbox {
  if (!isObject(record) || typeof record.id !== 'string' || typeof record.name !== 'string') {
    throw new ProtocolError("Mailbox/get answered with a record without 'id' or 'name'");
  }
  const { id, name, parentId, role } = record;
  return {
    id,
    name,
    parentId: typeof parentId === 'string' ? parentId : null,
    role: typeof role === 'string' ? role.toLowerCase() : null,
  };
}

/** The patch (RFC 8620 5.3) that makes a change. Where a mailbox is both left and added, it is added. */
export const patchOf = ({ add, remove }: MailChange): Record<string, true | null> =>
  Object.fromEntries([
    ...remove.map((mailbox) => [`mailboxIds/${mailbox}`, null] as const),
    ...add.map((mailbox) => [`mailboxIds/${mailbox}`, true] as const),
  ]);

/** The mail as it is after the change. */
export const afterChange = ({ mail, add, remove }: MailChange): Mail => ({
  ...mail,
  mailboxIds: sharedSet([...[...mail.mailboxIds].filter((mailbox) => !remove.includes(mailbox)), ...add]),
});

let lastSet: { key: string; set: ReadonlySet<MailboxId> } = { key: '', set: new Set() };

/** Most mails of a page lie in the same mailboxes. One set for all of them takes a third less memory in a large sweep. */
function sharedSet(ids: readonly MailboxId[]): ReadonlySet<MailboxId> {
  const key = ids.join(' ');
  if (key !== lastSet.key) lastSet = { key, set: new Set(ids) };
  return lastSet.set;
}
