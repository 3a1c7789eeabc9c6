import { type Address } from './address.ts';

/** Ids are the server's, opaque (RFC 8620 1.2). */
export type MailboxId = string;
export type MailId = string;

/** RFC 8621 2. */
export interface Mailbox {
  id: MailboxId;
  name: string;
  parentId: MailboxId | null;
  /** In lower case: `inbox`, `trash`, `junk`, `drafts`, `sent`, … (RFC 8457, IANA registry). */
  role: string | null;
}

/** One mail (a JMAP Email) as it was read. Only a MailStore makes these. */
export interface Mail {
  readonly id: MailId;
  /**
   * The first author that the From names, never an address in a display name; undefined when there is none that can be
   * used. Nothing else identifies a sender.
   */
  readonly sender: Address | undefined;
  readonly mailboxIds: ReadonlySet<MailboxId>;
  // The rest is known of mail that was scanned, walked by or has changed since, not of mail that `list` found.
  /** Of its conversation; its own id where that is not known. */
  readonly threadId: string;
  /** The display name beside the sender's address, as received. */
  readonly senderName: string | undefined;
  /** RFC 3339, UTC; empty where it is not known. */
  readonly receivedAt: string;
  /** The mail came over a list that takes mail from its members (RFC 2369 3.4). Newsletters do not: they have a List-Id alone. */
  readonly viaList: boolean;
}

/** Takes one mail out of mailboxes and puts it into others. `add` is never empty while `remove` has anything (N2). */
export interface MailChange {
  readonly mail: Mail;
  /** Whose mail is being changed; equal to the mail's own sender, or its whole domain, or the change is refused (N3). */
  readonly sender: Address | undefined;
  readonly add: readonly MailboxId[];
  readonly remove: readonly MailboxId[];
}

/** Messages as they all were at one state of the account's mail (RFC 8620 1.6.2), so that changes can build on it. */
export interface MailView {
  readonly state: string;
  readonly mails: readonly Mail[];
}

export interface Scan extends MailView {
  /** All mailboxes, when any was made, renamed, moved or deleted since they were last read. */
  readonly mailboxes: readonly Mailbox[] | undefined;
}

export interface MailDelta extends MailView {
  /** Messages that no longer exist. */
  readonly gone: readonly MailId[];
}

export interface UpdateResult extends MailDelta {
  /** Messages that the server refused to change, each with the reason. */
  readonly failed: ReadonlyMap<MailId, Error>;
}

export interface MailQuery {
  /** Messages to read again, by id. */
  readonly ids: readonly MailId[];
  /** Mailboxes to list. */
  readonly mailboxIds: readonly MailboxId[];
  /** Which of the listed messages to keep. Asked while pages stream by, so memory holds the kept ones only. */
  readonly keep: (mail: Mail) => boolean;
  /** Once so many are kept besides those, no further page is read. */
  readonly maxKept?: number;
  /** What has changed since this state is read as well, wherever it is: an earlier listing goes on so. */
  readonly since?: string | undefined;
}

export interface Listing extends MailView {
  /** The mailboxes that were not read to their end, because of `maxKept`. */
  readonly unfinished: readonly MailboxId[];
}

/**
 * The account's mail, as triage needs it. There is no way to destroy a mail (N1). All methods throw `TransientError`,
 * `AuthError` or `ProtocolError` when the mail as a whole is out of reach.
 */
export interface MailStore {
  /** Reads all mailboxes; `scan` tells of later changes. */
  mailboxes(signal: AbortSignal): Promise<Mailbox[]>;
  /** The account owner's own addresses (or `*@domain`), as far as the server tells. */
  ownAddresses(signal: AbortSignal): Promise<string[]>;
  /**
   * All mail in any of the mailboxes; one request while it fits one page. Throws `ConflictError` when one of them was
   * deleted and the server refuses to look for mail in it; others find none there.
   */
  scan(mailboxIds: readonly MailboxId[], signal: AbortSignal): Promise<Scan>;
  /**
   * The kept messages, consistent: what changed while the pages were read has been read again. Throws `ConflictError` when
   * that is not to be had: mail moves too fast, or mailboxes were changed.
   */
  list(query: MailQuery, signal: AbortSignal): Promise<Listing>;
  /**
   * Messages made or changed since a state, as they are now. Throws `ConflictError` when the server does not know any more,
   * or mailboxes were made, renamed, moved or deleted since the last scan: then nothing may be moved on what was known.
   */
  changesSince(state: string, signal: AbortSignal): Promise<MailDelta>;
  /**
   * Makes the changes if the account's mail is still at `ifInState`; answers with the changed messages as they are now.
   * Throws `ConflictError` when it is not (nothing was done). At most `maxUpdates` changes at once.
   */
  update(changes: readonly MailChange[], ifInState: string, signal: AbortSignal): Promise<UpdateResult>;
  readonly maxUpdates: number;
}

/**
 * Begins a walk, and begins it anew where its pages have to be read again: what was told before that counts no more.
 * Answers with who is to be told.
 */
export type Walker<Told> = () => (told: Told) => void;

/** The account's mail, for whoever counts it: memory holds a page. All methods throw as those of `MailStore` do. */
export interface MailWalks {
  /**
   * Tells of every mail in any of the mailboxes, each once, oldest first. What changes meanwhile is told as it was or as it
   * is, so nothing may be moved on it. Throws `ConflictError` when mail moves too fast.
   */
  walk(mailboxIds: readonly MailboxId[], begin: Walker<Mail>, signal: AbortSignal): Promise<void>;
  /** The same for the addresses in To and Cc of each mail, each address once. */
  walkRecipients(
    mailboxIds: readonly MailboxId[],
    begin: Walker<readonly Address[]>,
    signal: AbortSignal,
  ): Promise<void>;
}
