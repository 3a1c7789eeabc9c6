import { randomUUID } from 'node:crypto';
import { parseCard, valueOf } from './card-lines.ts';
import { type MemberRules } from './card-members.ts';
import { CardState, groupNamesOf } from './card-state.ts';
import { senderOf } from './header-forms.ts';
import { type MailRecord, MailState } from './mail-state.ts';
import { type Message, parseMessage } from './message.ts';
import { composeMail, type NewMail } from './new-mail.ts';
import { QUIRKS } from './options.ts';
import { type AccountSnapshot, takeSnapshot } from './snapshot.ts';

export interface AccountOptions {
  username: string;
  /** For Basic authentication. */
  password: string;
  /** For Bearer authentication. */
  token: string;
  route: Route;
}

/** Decides where delivered mail goes, as the user's rules at the provider do. Answers with a mailbox's path. */
export type Route = (mail: ArrivingMail) => string;

export interface ArrivingMail {
  /** The first From address, in lower case; empty when there is none. */
  sender: string;
  /** Names of the contact groups that the sender is in. */
  groups: readonly string[];
}

const ROLES = ['Inbox', 'Archive', 'Drafts', 'Junk', 'Sent', 'Trash'];

/** One user's mail and contacts. Its methods let tests and the demo fill and read it without a protocol. */
export class SandboxAccount {
  readonly username: string;
  readonly password: string;
  readonly token: string;
  /** For Bearer authentication, too: opens the account for reading alone. */
  readonly readOnlyToken = randomUUID();
  readonly mail: MailState;
  readonly cards = new CardState();
  readonly #route: Route;
  readonly #rules: MemberRules;
  #composed = 0;

  /** `rules` are those of the server that the account is at. */
  constructor({ username, password, token, route }: AccountOptions, rules: MemberRules = QUIRKS.fastmail) {
    this.#rules = rules;
    this.username = username;
    this.password = password;
    this.token = token;
    this.#route = route;
    this.mail = new MailState(username);
    for (const [n, name] of ROLES.entries()) {
      const role = name.toLowerCase();
      this.mail.createMailbox({ name, parentId: null, role, sortOrder: n + 1, isSubscribed: true });
    }
  }

  /** Makes the mailbox, and those above it where they are missing. Answers with its id. */
  addMailbox(path: string): string {
    const existing = this.mail.mailboxAt(path);
    if (existing !== undefined) return existing.id;
    const slash = path.lastIndexOf('/');
    const parentId = slash === -1 ? null : this.addMailbox(path.slice(0, slash));
    return this.mail.createMailbox({ name: path.slice(slash + 1), parentId }).id;
  }

  /** Throws when there is none. */
  mailboxId(path: string): string {
    const mailbox = this.mail.mailboxAt(path);
    if (mailbox === undefined) throw new Error(`The sandbox account has no mailbox ${path}`);
    return mailbox.id;
  }

  /** As a user deletes a mailbox and those below it: mail that is in no other goes with it. */
  destroyMailbox(path: string): void {
    const id = this.mailboxId(path);
    const doomed = [...this.mail.descendants(id).reverse(), this.mail.mailboxes.get(id)];
    for (const mailbox of doomed) if (mailbox !== undefined) this.mail.destroyMailbox(mailbox);
  }

  /** Answers with the mail's id. */
  addMail(mail: NewMail): string {
    return this.#insert(mail, this.#compose(mail), mail.mailboxes ?? ['Inbox']);
  }

  /** As mail arrives from outside: the account's rules decide where it goes, whatever `mailboxes` says. */
  deliver(mail: NewMail): string {
    const message = this.#compose(mail);
    const sender = senderOf(message.headers);
    return this.#insert(mail, message, [
      this.#route({ sender, groups: groupNamesOf(this.cards, sender, this.#rules) }),
    ]);
  }

  /** As a user moves or labels mail, by paths. Without any mailbox left, the mail is destroyed. */
  moveMail(
    id: string,
    { add = [], remove = [] }: { add?: readonly string[]; remove?: readonly string[] },
  ): void {
    const mail = this.#mailOf(id);
    const removed = remove.map((path) => this.mailboxId(path));
    const kept = [...mail.mailboxIds].filter((mailboxId) => !removed.includes(mailboxId));
    this.mail.placeMail(mail, new Set([...kept, ...add.map((path) => this.mailboxId(path))]));
  }

  destroyMail(id: string): void {
    this.mail.destroyMail(this.#mailOf(id));
  }

  /** The search index catches up. */
  indexAll(): void {
    for (const mail of this.mail.mails.values()) mail.indexed = true;
  }

  /** Stores a vCard; answers with its resource name, which is made from the UID unless given. */
  addCard(text: string, name?: string): string {
    const lines = parseCard(text);
    if (lines === undefined) throw new Error('This is no vCard');
    const uid = (valueOf(lines, 'UID') ?? '').replace(/^urn:uuid:/i, '');
    return this.cards.put(name ?? `${uid}.vcf`, lines).name;
  }

  /** Adds a contact group in Apple's form (vCard 3). Answers with its resource name. */
  addGroup(name: string, memberUids: readonly string[] = []): string {
    const lines = [
      ...['BEGIN:VCARD', 'VERSION:3.0', `UID:group-${encodeURIComponent(name.toLowerCase())}`],
      ...[`FN:${name}`, `N:${name};;;;`, 'X-ADDRESSBOOKSERVER-KIND:group'],
      ...memberUids.map((uid) => `X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:${uid}`),
      'END:VCARD',
    ];
    return this.addCard(lines.join('\r\n'));
  }

  snapshot(): AccountSnapshot {
    return takeSnapshot(this.mail, this.cards, this.#rules);
  }

  #compose(mail: NewMail): Message {
    return parseMessage(composeMail(mail, this.username, ++this.#composed));
  }

  #insert(
    { keywords = [], receivedAt, indexed = true }: NewMail,
    message: Message,
    paths: readonly string[],
  ) {
    const placement = { mailboxIds: paths.map((path) => this.mailboxId(path)), keywords, indexed };
    return this.mail.insertMail(message, receivedAt === undefined ? placement : { ...placement, receivedAt })
      .id;
  }

  #mailOf(id: string): MailRecord {
    const mail = this.mail.mails.get(id);
    if (mail === undefined) throw new Error(`The sandbox account has no mail ${id}`);
    return mail;
  }
}
