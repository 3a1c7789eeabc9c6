import { type Mailbox, type MailboxId } from '../mail/mail-store.ts';

/** What an account has for the name of a mailbox. Case matters, as on the server. */
export type MailboxLookup =
  | { readonly state: 'found'; readonly id: MailboxId }
  | { readonly state: 'missing' }
  | { readonly state: 'ambiguous'; readonly paths: readonly string[] }
  /** There is none, but one whose name differs in upper and lower case only. */
  | { readonly state: 'otherCase'; readonly path: string };

/** An account's mailboxes by path: names joined by `/`, the Inbox called `Inbox` whatever its name is. */
export class MailboxTree {
  readonly #byId: ReadonlyMap<MailboxId, Mailbox>;

  constructor(mailboxes: readonly Mailbox[]) {
    this.#byId = new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]));
  }

  withRole(role: string): MailboxId | undefined {
    return this.#all().find((mailbox) => mailbox.role === role)?.id;
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
    return near === undefined ? { state: 'missing' } : { state: 'otherCase', path: this.pathOf(near.id) };
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
