import { createHash } from 'node:crypto';
import { type HeaderField, type Message } from './message.ts';
import { ThreadIndex } from './threads.ts';

/** Numbers are positions in the account's history of changes: one counter for mailboxes and messages, as in Cyrus. */
export interface MailboxRecord {
  readonly id: string;
  name: string;
  parentId: string | null;
  role: string | null;
  sortOrder: number;
  isSubscribed: boolean;
  readonly createdAt: number;
  /** Name, parent and the like. */
  changedAt: number;
  /** Counts of messages. */
  countedAt: number;
}

export interface MailRecord {
  readonly id: string;
  readonly blobId: string;
  readonly threadId: string;
  readonly size: number;
  readonly headers: HeaderField[];
  readonly body: string | undefined;
  /** RFC 3339, UTC, whole seconds. */
  readonly receivedAt: string;
  readonly mailboxIds: Set<string>;
  /** Mailboxes that it has been taken out of: see `Quirks.losesMail`. */
  readonly leftIds: Set<string>;
  readonly keywords: Set<string>;
  /** Text filters miss mail until then. */
  indexed: boolean;
  /** Earlier than `createdAt` where the same mail was destroyed and imported again: it has the same id. */
  readonly bornAt: number;
  readonly createdAt: number;
  changedAt: number;
}

/** What remains of a destroyed record, for `changes`. */
export interface Tombstone {
  createdAt: number;
  destroyedAt: number;
}

export interface MailPlacement {
  mailboxIds: Iterable<string>;
  keywords?: Iterable<string>;
  receivedAt?: Date;
  indexed?: boolean;
}

/** An account's mailboxes and messages. It checks nothing: that is the protocol's part. */
export class MailState {
  readonly mailboxes = new Map<string, MailboxRecord>();
  readonly destroyedMailboxes = new Map<string, Tombstone>();
  readonly mails = new Map<string, MailRecord>();
  readonly destroyedMails = new Map<string, Tombstone>();
  /** Uploads by blob id (RFC 8620 6.1). */
  readonly uploads = new Map<string, Buffer>();
  /** `Email/changes` cannot look back past the last destruction of a mailbox. */
  emailHistoryStart = 0;
  readonly #threads = new ThreadIndex();
  readonly #idSeed: string;
  #now = 1;

  constructor(idSeed: string) {
    this.#idSeed = idSeed;
  }

  /** RFC 8620 1.6.2. */
  get state(): string {
    return String(this.#now);
  }

  createMailbox(
    properties: Pick<MailboxRecord, 'name' | 'parentId'> & Partial<MailboxRecord>,
  ): MailboxRecord {
    const now = this.#tick();
    const id = dashed(digestOf(`${this.#idSeed} ${now}`).slice(0, 23));
    const defaults = { role: null, sortOrder: 10, isSubscribed: false };
    const mailbox = { ...defaults, ...properties, id, createdAt: now, changedAt: now, countedAt: 0 };
    this.mailboxes.set(id, mailbox);
    return mailbox;
  }

  /** A new name or parent shows on all mailboxes below, too. */
  updateMailbox(mailbox: MailboxRecord, changes: Partial<MailboxRecord>): void {
    const isRenamed = changes.name !== undefined && changes.name !== mailbox.name;
    Object.assign(mailbox, changes);
    const now = this.#tick();
    mailbox.changedAt = now;
    if (isRenamed) for (const descendant of this.descendants(mailbox.id)) descendant.changedAt = now;
  }

  /** Names joined by slashes, like `Inbox/Screener`; empty when there is no such mailbox. */
  pathOf(id: string): string {
    const mailbox = this.mailboxes.get(id);
    if (mailbox === undefined) return '';
    return mailbox.parentId === null ? mailbox.name : `${this.pathOf(mailbox.parentId)}/${mailbox.name}`;
  }

  mailboxAt(path: string): MailboxRecord | undefined {
    const name = path.slice(path.lastIndexOf('/') + 1);
    for (const mailbox of this.mailboxes.values()) {
      if (mailbox.name === name && this.pathOf(mailbox.id) === path) return mailbox;
    }
    return undefined;
  }

  descendants(id: string): MailboxRecord[] {
    const children = [...this.mailboxes.values()].filter(({ parentId }) => parentId === id);
    return children.flatMap((child) => [child, ...this.descendants(child.id)]);
  }

  /** Messages that are in no other mailbox are destroyed with it (RFC 8621 2.5). */
  destroyMailbox({ id, createdAt }: MailboxRecord): void {
    const now = this.#tick();
    this.mailboxes.delete(id);
    this.destroyedMailboxes.set(id, { createdAt, destroyedAt: now });
    this.emailHistoryStart = now;
    for (const mail of this.mailsIn(id)) {
      mail.mailboxIds.delete(id);
      if (mail.mailboxIds.size === 0) this.#bury(mail, now);
      else mail.changedAt = now;
    }
  }

  mailsIn(mailboxId: string): MailRecord[] {
    return [...this.mails.values()].filter(({ mailboxIds }) => mailboxIds.has(mailboxId));
  }

  insertMail(message: Message, placement: MailPlacement): MailRecord {
    const { digest, headers, body, size } = message;
    const id = mailIdOf(digest);
    const now = this.#tick();
    const mail: MailRecord = {
      id,
      blobId: `G${digest}`,
      size,
      headers,
      body,
      threadId: this.#threads.assign(headers, `T${digestOf(digest).slice(0, 16)}`),
      receivedAt: (placement.receivedAt ?? new Date()).toISOString().replace(/\.\d+/, ''),
      mailboxIds: new Set(placement.mailboxIds),
      leftIds: new Set(),
      keywords: new Set([...(placement.keywords ?? [])].map((keyword) => keyword.toLowerCase())),
      indexed: placement.indexed ?? true,
      bornAt: this.destroyedMails.get(id)?.createdAt ?? now,
      createdAt: now,
      changedAt: now,
    };
    this.mails.set(id, mail);
    this.destroyedMails.delete(id);
    this.#count(mail.mailboxIds, now);
    return mail;
  }

  /** Puts the mail into exactly these mailboxes; none left destroys it. */
  placeMail(mail: MailRecord, mailboxIds: ReadonlySet<string>): void {
    const now = this.#tick();
    const left = [...mail.mailboxIds].filter((id) => !mailboxIds.has(id));
    const joined = [...mailboxIds].filter((id) => !mail.mailboxIds.has(id));
    for (const id of left) {
      mail.mailboxIds.delete(id);
      mail.leftIds.add(id);
    }
    for (const id of joined) mail.mailboxIds.add(id);
    mail.changedAt = now;
    this.#count([...left, ...joined], now);
    if (mail.mailboxIds.size === 0) this.#bury(mail, now);
  }

  setKeywords(mail: MailRecord, keywords: Iterable<string>): void {
    mail.keywords.clear();
    for (const keyword of keywords) mail.keywords.add(keyword.toLowerCase());
    mail.changedAt = this.#tick();
    this.#count(mail.mailboxIds, mail.changedAt);
  }

  destroyMail(mail: MailRecord): void {
    const now = this.#tick();
    this.#count(mail.mailboxIds, now);
    this.#bury(mail, now);
  }

  #bury({ id, bornAt }: MailRecord, now: number): void {
    this.mails.delete(id);
    this.destroyedMails.set(id, { createdAt: bornAt, destroyedAt: now });
  }

  #count(mailboxIds: Iterable<string>, now: number): void {
    for (const id of mailboxIds) {
      const mailbox = this.mailboxes.get(id);
      if (mailbox !== undefined) mailbox.countedAt = now;
    }
  }

  #tick(): number {
    return ++this.#now;
  }
}

/** The same bytes always get the same id, so importing them twice is noticed. */
export const mailIdOf = (digest: string): string => dashed(`M${digest.slice(0, 22)}`);

export const blobIdOf = (bytes: Buffer): string => `G${createHash('sha1').update(bytes).digest('hex')}`;

/** Ids may hold dashes (RFC 8620 1.2), and those of some servers do. */
const dashed = (id: string): string => `${id.slice(0, 3)}-${id.slice(3)}`;

const digestOf = (text: string): string => createHash('sha1').update(text).digest('hex');
