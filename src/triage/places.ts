import { categoryChain } from '../config/categories.ts';
import { type Category, type Config } from '../config/config.ts';
import { AccountError } from '../errors.ts';
import { type Mailbox, type MailboxId } from '../mail/mail-store.ts';
import { type PlacedCategory, type Places } from './model.ts';

export type PlacesConfig = Pick<Config, 'screenerMailbox' | 'errorLabel' | 'warningLabel' | 'categories'>;

/** A mailbox that the configuration names. */
export interface NamedMailbox {
  name: string;
  /** What it is for, in the user's words. */
  purpose: string;
}

/**
 * Finds every mailbox that the configuration names. Throws `AccountError` with all that are missing, ambiguous, or used
 * for two purposes that exclude each other.
 */
export function findPlaces(config: PlacesConfig, mailboxes: readonly Mailbox[]): Places {
  const tree = new MailboxTree(mailboxes);
  const problems: string[] = [];
  const find = (name: string, purpose: string): MailboxId => {
    const found = tree.find(name);
    if (typeof found === 'string') return found;
    problems.push(found.problem(name, purpose));
    return '';
  };

  const inbox = find('Inbox', 'the Inbox');
  const screener = find(config.screenerMailbox, 'where unknown senders land');
  const errorLabel = find(config.errorLabel, 'the error label');
  const warningLabel =
    config.warningLabel === undefined ? undefined : find(config.warningLabel, 'the warning label');
  const placed = config.categories.map((category) => ({
    category,
    label: find(category.label, `the triage label of ${category.name}`),
    mailbox: find(category.mailbox, `the mailbox of ${category.name}`),
  }));
  const places: Places = {
    inbox,
    screener,
    errorLabel,
    warningLabel,
    sent: tree.withRole('sent'),
    drafts: tree.withRole('drafts'),
    trash: tree.withRole('trash'),
    junk: tree.withRole('junk'),
    categories: placed.map((own) => ({ ...own, ...chainOf(own.category, placed, config.categories) })),
  };
  if (problems.length === 0) problems.push(...clashes(places, tree));
  if (problems.length > 0) throw new AccountError([...new Set(problems)]);
  return places;
}

function chainOf(
  category: Category,
  placed: readonly Pick<PlacedCategory, 'category' | 'mailbox'>[],
  categories: readonly Category[],
): Pick<PlacedCategory, 'targets' | 'groups'> {
  const chain = categoryChain(category, categories);
  const targets = chain.flatMap((link) =>
    placed.filter((own) => own.category === link).map((own) => own.mailbox),
  );
  return { targets: [...new Set(targets)], groups: [...new Set(chain.map((link) => link.group))] };
}

/** Two names may lead to one mailbox (a path and a unique name), which only the account can tell. */
function clashes(places: Places, tree: MailboxTree): string[] {
  const uses = new Map<MailboxId, string[]>();
  const note = (id: MailboxId | undefined, use: string): void => {
    if (id !== undefined) uses.set(id, [...(uses.get(id) ?? []), use]);
  };
  for (const role of ['sent', 'drafts', 'trash', 'junk'])
    note(tree.withRole(role), `the account's ${role} mailbox`);
  note(places.inbox, 'the Inbox');
  note(places.screener, 'Screener');
  note(places.errorLabel, 'the error label');
  note(places.warningLabel, 'the warning label');
  for (const { label, category } of places.categories) note(label, `the triage label of ${category.name}`);
  const problems = [...uses]
    .filter(([, purposes]) => purposes.length > 1)
    .map(
      ([id, purposes]) =>
        `mailbox "${tree.pathOf(id)}" cannot be ${purposes.join(' and ')} at once: use two mailboxes`,
    );
  for (const { mailbox, category } of places.categories) {
    const others = (uses.get(mailbox) ?? []).filter((use) => use !== 'the Inbox');
    if (others.length > 0) {
      problems.push(
        `mailbox "${tree.pathOf(mailbox)}" cannot be the mailbox of ${category.name} and ${others.join(' and ')} at once: use two mailboxes`,
      );
    }
  }
  return problems;
}

interface NotFound {
  problem: (name: string, purpose: string) => string;
}

class MailboxTree {
  readonly #byId: ReadonlyMap<MailboxId, Mailbox>;

  constructor(mailboxes: readonly Mailbox[]) {
    this.#byId = new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]));
  }

  withRole(role: string): MailboxId | undefined {
    return this.#all().find((mailbox) => mailbox.role === role)?.id;
  }

  /** By role for `Inbox`, else by path, else by a name that is unique in the account. Case matters, as on the server. */
  find(name: string): MailboxId | NotFound {
    if (name.toLowerCase() === 'inbox') return this.withRole('inbox') ?? missing;
    const byPath = this.#all().filter(({ id }) => this.pathOf(id) === canonical(name));
    const found = byPath.length > 0 ? byPath : this.#all().filter((mailbox) => mailbox.name === name);
    const [only] = found;
    if (found.length === 1 && only !== undefined) return only.id;
    if (found.length > 1) return ambiguous(found.map(({ id }) => this.pathOf(id)));
    const near = this.#all().find(
      ({ id }) => this.pathOf(id).toLowerCase() === canonical(name).toLowerCase(),
    );
    return near === undefined ? missing : differsInCase(this.pathOf(near.id));
  }

  pathOf(id: MailboxId): string {
    const names: string[] = [];
    let mailbox = this.#byId.get(id);
    // A server's parent links might form a ring; no path is longer than the account has mailboxes.
    while (mailbox !== undefined && names.length <= this.#byId.size) {
      names.unshift(mailbox.role === 'inbox' ? 'Inbox' : mailbox.name);
      mailbox = mailbox.parentId === null ? undefined : this.#byId.get(mailbox.parentId);
    }
    return names.join('/');
  }

  #all(): Mailbox[] {
    return [...this.#byId.values()];
  }
}

const canonical = (path: string): string => path.replace(/^inbox(?=\/)/i, 'Inbox');

const missing: NotFound = {
  problem: (name, purpose) =>
    `mailbox "${name}" (${purpose}) does not exist: create it, or configure another name`,
};

const ambiguous = (paths: readonly string[]): NotFound => ({
  problem: (name, purpose) =>
    `mailbox "${name}" (${purpose}) exists ${paths.length} times: configure one by its path: ${paths.map((path) => `"${path}"`).join(', ')}`,
});

const differsInCase = (path: string): NotFound => ({
  problem: (name, purpose) =>
    `mailbox "${name}" (${purpose}) does not exist, but "${path}" does: upper and lower case must agree`,
});
