import { sharedSet } from '../after-change.ts';
import { ProtocolError } from '../../errors.ts';
import { isObject, type JsonObject } from '../../jmap/fields.ts';
import { type Address, senderAddress } from '../address.ts';
import { type Mail, type Mailbox, type MailChange } from '../mail-store.ts';
import { firstAuthor } from './raw-from.ts';

/** What is asked of messages, and how an answer is read; `read` throws `ProtocolError` when something essential is missing. */
export interface MailForm<Read = Mail> {
  /** Email properties (RFC 8621 4.1). */
  readonly properties: readonly string[];
  readonly read: (record: unknown) => Read;
}

/**
 * A mail in whose From the server found several addresses. Some are authors and some stand in a name, which only the field
 * itself tells; the sender is one of them, or nobody.
 */
export interface UnclearMail {
  /** Without a sender. */
  readonly mail: Mail;
  readonly candidates: readonly Address[];
}

const RAW_FROM = 'header:From:asRaw:all';

/** Mail to be moved: no more than where it is and whose it is, for there may be tens of thousands. */
export const LISTED: MailForm<Mail | UnclearMail> = {
  properties: ['id', 'from', 'mailboxIds'],
  read: readListed,
};

/** The same, with the From itself: mail that is labelled, or whose sender a listing cannot tell. */
export const CHECKED: MailForm = { properties: [...LISTED.properties, RAW_FROM], read: readChecked };

/** Mail that is planned with: also its conversation, the sender's name, and whether it came over a list (RFC 2919). */
export const SCANNED: MailForm = {
  properties: [...CHECKED.properties, 'threadId', 'receivedAt', 'header:List-Post:asURLs'],
  read: readScanned,
};

/** Mail that is counted, by sender: as it is listed, and when it came, and under what name. */
export const WALKED: MailForm<Mail | UnclearMail> = {
  properties: [...LISTED.properties, 'threadId', 'receivedAt'],
  read: readWalked,
};

/** Whom mail was sent to: To and Cc (RFC 8621 4.1.2.3), each address once. */
export const RECIPIENTS: MailForm<readonly Address[]> = {
  properties: ['id', 'to', 'cc'],
  read: (record) => [...new Set(['to', 'cc'].flatMap((field) => addressesOf(record, field).addresses))],
};

export const MAILBOX_PROPERTIES = ['id', 'name', 'parentId', 'role'] as const;

function readListed(record: unknown): Mail | UnclearMail {
  const { entries, addresses } = fromOf(record);
  return entries.length > 1
    ? { mail: placed(record, undefined), candidates: addresses }
    : placed(record, addresses[0]);
}

function readChecked(record: unknown): Mail {
  return placed(record, senderOf(record));
}

function readWalked(record: unknown): Mail | UnclearMail {
  const listed = readListed(record);
  return 'candidates' in listed ? listed : detailed(record, listed);
}

function readScanned(record: unknown): Mail {
  return detailed(record, readChecked(record));
}

function detailed(record: unknown, mail: Mail): Mail {
  const { threadId, receivedAt, 'header:List-Post:asURLs': listPost } = record as JsonObject;
  const name = fromOf(record).entries.find(({ email }) => addressIn(email) === mail.sender)?.name;
  return {
    ...mail,
    threadId: typeof threadId === 'string' ? threadId : mail.id,
    senderName: typeof name === 'string' && name.trim() !== '' ? name : undefined,
    receivedAt: typeof receivedAt === 'string' ? receivedAt : '',
    // NO is no URL.
    viaList: Array.isArray(listPost) && listPost.length > 0,
  };
}

function placed(record: unknown, sender: Address | undefined): Mail {
  if (!isObject(record)) throw new ProtocolError('Email/get answered with a record that is not an object');
  const { id, mailboxIds } = record;
  if (typeof id !== 'string' || !isObject(mailboxIds)) {
    throw new ProtocolError("Email/get answered with a record without 'id' or 'mailboxIds'");
  }
  return {
    id,
    threadId: id,
    sender,
    senderName: undefined,
    mailboxIds: sharedSet(Object.keys(mailboxIds).filter((mailbox) => mailboxIds[mailbox] === true)),
    receivedAt: '',
    viaList: false,
  };
}

/**
 * Whose a mail is: the first author that its From names, if the server found that address there, too. A mail with two such
 * fields has no sender, for servers and mail programs differ in which one they show.
 */
function senderOf(record: unknown): Address | undefined {
  const raw = isObject(record) ? record[RAW_FROM] : undefined;
  if (!Array.isArray(raw)) throw new ProtocolError(`Email/get answered with a record without '${RAW_FROM}'`);
  const [field, ...others] = raw as unknown[];
  const author = typeof field === 'string' && others.length === 0 ? firstAuthor(field) : undefined;
  return fromOf(record).addresses.find((address) => address === author);
}

interface ReadField {
  readonly entries: readonly JsonObject[];
  readonly addresses: readonly Address[];
}

/** What the server makes of the From: its entries, and the addresses in them that can be used. */
const fromOf = (record: unknown): ReadField => addressesOf(record, 'from');

function addressesOf(record: unknown, field: string): ReadField {
  const value = isObject(record) ? record[field] : undefined;
  const entries = (Array.isArray(value) ? value : []).filter(isObject);
  const addresses = entries.map(({ email }) => addressIn(email)).filter((address) => address !== undefined);
  return { entries, addresses };
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

const MAX_SHARED_ADDRESSES = 2_000;
const sharedAddresses = new Map<string, Address | undefined>();

/** Much mail is from few senders. One text for all mail from a sender takes less memory, and is found out once. */
function addressIn(email: unknown): Address | undefined {
  if (typeof email !== 'string') return undefined;
  if (!sharedAddresses.has(email)) {
    if (sharedAddresses.size === MAX_SHARED_ADDRESSES) sharedAddresses.clear();
    sharedAddresses.set(email, senderAddress(email));
  }
  return sharedAddresses.get(email);
}
