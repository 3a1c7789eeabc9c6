import { type Mailbox, type MailboxId } from '../../mail/mail-store.ts';

/** What an account has for the name of a mailbox. Case matters, as on the server. */
export type MailboxLookup =
  | { readonly state: 'found'; readonly id: MailboxId }
  | { readonly state: 'missing' }
  | { readonly state: 'ambiguous'; readonly paths: readonly string[] }
  /** There is none, but one whose name differs in upper and lower case only. */
  | { readonly state: 'otherCase'; readonly path: string }
  /** There is none, and there cannot be: a part of the path has more bytes than the server lets a name have. */
  | { readonly state: 'tooLong'; readonly maxNameBytes: number };

/** An account's mailboxes by path: names joined by `/`, the Inbox called `Inbox` whatever its name is. */
export class MailboxTree {
  readonly #byId: ReadonlyMap<MailboxId, Mailbox>;
  readonly #maxNameBytes: number;

  /** `maxNameBytes`: how long the server lets a mailbox's name be, in UTF-8. */
  constructor(mailboxes: readonly Mailbox[], maxNameBytes = Infinity) {
    this.#byId = new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]));
    this.#maxNameBytes = maxNameBytes;
  }

  withRole(role: string): MailboxId | undefined {
    return this.#all().find((mailbox) => mailbox.role === role)?.id;
  }

  /** Null for an ordinary mailbox (RFC 8621 2). */
  roleOf(id: MailboxId): string | null {
    return this.#byId.get(id)?.role ?? null;
  }

  /** By role for `Inbox`, else by path, else by a name that is unique in the account. */
  find(name: string): MailboxLookup {
    const byPath = this.findPath(name);
    if (byPath.state === 'found' || byPath.state === 'ambiguous') return byPath;
    const wanted = canonicalPath(name);
    const byName = lookUp(this.#all().filter((mailbox) => mailbox.name.normalize() === wanted));
    if (byName !== undefined) return this.#withPaths(byName);
    const near = this.#all().find(
      (mailbox) => mailbox.name.normalize().toLowerCase() === wanted.toLowerCase(),
    );
    return byPath.state === 'missing' && near !== undefined
      ? { state: 'otherCase', path: this.pathOf(near.id) }
      : byPath;
  }

  /** By role for `Inbox`, else by path alone. */
  findPath(path: string): MailboxLookup {
    const wanted = canonicalPath(path);
    if (wanted === INBOX) {
      const inbox = this.withRole('inbox');
      return inbox === undefined ? { state: 'missing' } : { state: 'found', id: inbox };
    }
    const exact = lookUp(this.#all().filter(({ id }) => this.pathOf(id).normalize() === wanted));
    if (exact !== undefined) return this.#withPaths(exact);
    const near = this.#all().find(
      ({ id }) => this.pathOf(id).normalize().toLowerCase() === wanted.toLowerCase(),
    );
    if (near !== undefined) return { state: 'otherCase', path: this.pathOf(near.id) };
    const isTooLong = wanted.split('/').some((name) => Buffer.byteLength(name) > this.#maxNameBytes);
    return isTooLong ? { state: 'tooLong', maxNameBytes: this.#maxNameBytes } : { state: 'missing' };
  }

  pathOf(id: MailboxId): string {
    const names: string[] = [];
    let mailbox = this.#byId.get(id);
    // A server's parent links might form a ring; no path is longer than the account has mailboxes.
    while (mailbox !== undefined && names.length <= this.#byId.size) {
      names.unshift(mailbox.role === 'inbox' ? INBOX : mailbox.name);
      mailbox = mailbox.parentId === null ? undefined : this.#byId.get(mailbox.parentId);
    }
    return names.join('/');
  }

  #all(): Mailbox[] {
    return [...this.#byId.values()];
  }

  #withPaths(found: readonly [Mailbox, ...Mailbox[]]): MailboxLookup {
    const [only, ...others] = found;
    return others.length === 0
      ? { state: 'found', id: only.id }
      : { state: 'ambiguous', paths: found.map(({ id }) => this.pathOf(id)) };
  }
}

const INBOX = 'Inbox';

/** The path as the tree writes it: however the Inbox was spelled. */
export const canonicalPath = (path: string): string => path.normalize().replace(/^inbox(?=\/|$)/i, INBOX);

const lookUp = ([first, ...others]: readonly Mailbox[]): readonly [Mailbox, ...Mailbox[]] | undefined =>
  first === undefined ? undefined : [first, ...others];
