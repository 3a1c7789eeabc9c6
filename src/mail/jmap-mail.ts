import { ProtocolError } from '../errors.ts';
import { isObject, type JsonObject } from '../jmap/fields.ts';
import { type Address, senderAddress } from './address.ts';
import { type Mail, type Mailbox, type MailboxId, type MailChange } from './mail-store.ts';

/** What is asked of mails, and how an answer is read; `read` throws `ProtocolError` when something essential is missing. */
export interface MailForm {
  /** Email properties (RFC 8621 4.1). */
  readonly properties: readonly string[];
  readonly read: (record: unknown) => Mail;
}

/** Mail to be moved: no more than where it is and whose it is, for there may be tens of thousands. */
export const LISTED: MailForm = { properties: ['id', 'from', 'mailboxIds'], read: readListed };

/** Mail that is planned with: also its conversation, the sender's name, and whether it came over a list (RFC 2919). */
export const SCANNED: MailForm = {
  properties: ['id', 'threadId', 'from', 'mailboxIds', 'receivedAt', 'header:List-Id:asText'],
  read: readScanned,
};

export const MAILBOX_PROPERTIES = ['id', 'name', 'parentId', 'role'] as const;

function readListed(record: unknown): Mail {
  if (!isObject(record)) throw new ProtocolError('Email/get answered with a record that is not an object');
  const { id, mailboxIds } = record;
  if (typeof id !== 'string' || !isObject(mailboxIds)) {
    throw new ProtocolError("Email/get answered with a record without 'id' or 'mailboxIds'");
  }
  const { email } = authorOf(record);
  return {
    id,
    threadId: id,
    sender: typeof email === 'string' ? sharedAddress(email) : undefined,
    senderName: undefined,
    mailboxIds: sharedSet(Object.keys(mailboxIds).filter((mailbox) => mailboxIds[mailbox] === true)),
    receivedAt: '',
    viaList: false,
  };
}

function readScanned(record: unknown): Mail {
  const mail = readListed(record);
  const { threadId, receivedAt, 'header:List-Id:asText': listId } = record as JsonObject;
  const { name } = authorOf(record as JsonObject);
  return {
    ...mail,
    threadId: typeof threadId === 'string' ? threadId : mail.id,
    senderName: typeof name === 'string' && name.trim() !== '' ? name : undefined,
    receivedAt: typeof receivedAt === 'string' ? receivedAt : '',
    viaList: typeof listId === 'string',
  };
}

function authorOf({ from }: JsonObject): JsonObject {
  const author: unknown = Array.isArray(from) ? from[0] : undefined;
  return isObject(author) ? author : {};
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

const MAX_SHARED_ADDRESSES = 2_000;
const sharedAddresses = new Map<string, Address | undefined>();

/** Much mail is of few senders. One text for all mail of a sender takes less memory, and is found out once. */
function sharedAddress(email: string): Address | undefined {
  if (!sharedAddresses.has(email)) {
    if (sharedAddresses.size === MAX_SHARED_ADDRESSES) sharedAddresses.clear();
    sharedAddresses.set(email, senderAddress(email));
  }
  return sharedAddresses.get(email);
}

let lastSet: { key: string; set: ReadonlySet<MailboxId> } = { key: '', set: new Set() };

/** Most mails of a page lie in the same mailboxes. One set for all of them takes a third less memory in a large sweep. */
function sharedSet(ids: readonly MailboxId[]): ReadonlySet<MailboxId> {
  const key = ids.join(' ');
  if (key !== lastSet.key) lastSet = { key, set: new Set(ids) };
  return lastSet.set;
}
