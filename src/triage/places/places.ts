import { type Category } from '../../config/categories/category.ts';
import { type PlacedCategory, type Places } from './placed-category.ts';
import { allCategories, categoryChain } from '../../config/categories/categories.ts';
import { type Config } from '../../config/config.ts';
import { type Mailbox, type MailboxId } from '../../mail/mail-store.ts';
import { type AccountProblem, throwProblems } from './account-problem.ts';
import { type MailboxLookup, MailboxTree } from './mailbox-tree.ts';

export type PlacesConfig = Pick<
  Config,
  'screenerMailbox' | 'wholeDomainLabel' | 'errorLabel' | 'warningLabel' | 'categories' | 'undecided'
>;

/** A mailbox that the configuration names, and what the account has for it. */
export interface WantedMailbox {
  /** As configured: a path or a unique name. */
  readonly name: string;
  /** What it is for, in the user's words; several where the configuration names it more than once. */
  readonly purposes: readonly string[];
  readonly lookup: MailboxLookup;
  /** It is the label of an order that an account may do without. */
  readonly isOptional: boolean;
}

export interface MailboxSurvey {
  readonly tree: MailboxTree;
  /** Each name once, in the order in which a user thinks of them. */
  readonly wanted: readonly WantedMailbox[];
  /** Those that are configured; the undecided are among them where the account has their label. */
  readonly categories: readonly Category[];
  /** Mailboxes that are used for two purposes that exclude each other. */
  readonly clashes: readonly AccountProblem[];
}

/** Looks up every mailbox that the configuration names. `maxNameBytes`: how long the server lets a name be. */
export function surveyMailboxes(
  config: PlacesConfig,
  mailboxes: readonly Mailbox[],
  maxNameBytes?: number,
): MailboxSurvey {
  const tree = new MailboxTree(mailboxes, maxNameBytes);
  const uses = usesOf(config);
  const wanted = [...new Set(uses.map(({ name }) => name))].map((name) => {
    const same = uses.filter((use) => use.name === name);
    return {
      name,
      purposes: same.map(({ purpose }) => purpose),
      lookup: tree.find(name),
      isOptional: same.every(({ isOptional }) => isOptional),
    };
  });
  const hasOrder = tree.find(config.undecided.label).state === 'found';
  return {
    tree,
    wanted,
    categories: hasOrder ? allCategories(config) : config.categories,
    clashes: clashesBetween(uses, tree),
  };
}

/** Why a mailbox cannot be used; undefined where it was found, or need not be. */
export function mailboxProblem({
  name,
  purposes,
  lookup,
  isOptional,
}: WantedMailbox): AccountProblem | undefined {
  const what = `mailbox "${name}" (${purposes.join(', ')})`;
  switch (lookup.state) {
    case 'found':
      return undefined;
    case 'missing':
      return isOptional
        ? undefined
        : { what: `${what} does not exist`, fix: CREATE_MISSING, missing: { kind: 'mailbox', name } };
    case 'otherCase':
      return {
        what: `${what} does not exist, but "${lookup.path}" does`,
        fix: FIX_CASE,
      };
    case 'ambiguous':
      return {
        what: `${what} exists ${lookup.paths.length} times`,
        fix: `configure one by its path: ${lookup.paths.map((path) => `"${path}"`).join(', ')}`,
      };
    case 'tooLong':
      return {
        what: `${what} cannot exist: the server takes names of ${lookup.maxNameBytes} bytes at most`,
        fix: 'configure a shorter name',
      };
  }
}

/** Why the account's mailboxes cannot be worked with. */
export const mailboxProblems = ({ wanted, clashes }: MailboxSurvey): AccountProblem[] => [
  ...wanted.flatMap((mailbox) => mailboxProblem(mailbox) ?? []),
  ...clashes,
];

export const FIX_CASE = 'upper and lower case must agree, so rename it or configure that name';
export const CREATE_MISSING =
  'create it ("mailroom setup --apply" does), or rename the mailbox that it replaces, or configure another name';

/**
 * Finds every mailbox that the configuration names. Throws `AccountError` with all that are missing, ambiguous, or used
 * for two purposes that exclude each other.
 */
export function findPlaces(
  config: PlacesConfig,
  mailboxes: readonly Mailbox[],
  maxNameBytes?: number,
): Places {
  const survey = surveyMailboxes(config, mailboxes, maxNameBytes);
  throwProblems(mailboxProblems(survey));
  const { tree, categories } = survey;
  const idOf = (name: string): MailboxId => {
    const lookup = tree.find(name);
    return lookup.state === 'found' ? lookup.id : '';
  };
  const placed = categories.map((category) => ({
    category,
    label: idOf(category.label),
    mailbox: idOf(category.mailbox),
  }));
  return {
    inbox: idOf(INBOX),
    screener: idOf(config.screenerMailbox),
    errorLabel: idOf(config.errorLabel),
    warningLabel: config.warningLabel === undefined ? undefined : idOf(config.warningLabel),
    wholeDomainLabel: idOf(config.wholeDomainLabel) || undefined,
    sent: tree.withRole('sent'),
    drafts: tree.withRole('drafts'),
    trash: tree.withRole('trash'),
    junk: tree.withRole('junk'),
    paths: new Map(mailboxes.map(({ id }) => [id, tree.pathOf(id)])),
    categories: placed.map((own) => ({ ...own, ...chainOf(own.category, placed, categories) })),
  };
}

function chainOf(
  category: Category,
  placed: readonly Pick<PlacedCategory, 'category' | 'mailbox'>[],
  categories: readonly Category[],
): Pick<PlacedCategory, 'depth' | 'targets' | 'groups'> {
  const chain = categoryChain(category, categories);
  const targets = chain.flatMap((link) =>
    placed.filter((own) => own.category === link).map((own) => own.mailbox),
  );
  return {
    depth: chain.length - 1,
    targets: targets.filter((mailbox, index) => targets.lastIndexOf(mailbox) === index),
    groups: [...new Set(chain.map((link) => link.group))],
  };
}

const INBOX = 'Inbox';
const INBOX_ROLE = 'inbox';

/** One place where the configuration names a mailbox. */
interface Use {
  readonly name: string;
  readonly purpose: string;
  /** Mail is filed here: categories may share such a mailbox, and it may be the Inbox. All other uses are exclusive. */
  readonly isTarget: boolean;
  /** The account may do without. */
  readonly isOptional: boolean;
}

function usesOf({
  screenerMailbox,
  wholeDomainLabel,
  errorLabel,
  warningLabel,
  categories,
  undecided,
}: PlacesConfig): Use[] {
  const exclusive = (name: string, purpose: string): Use => ({
    name,
    purpose,
    isTarget: false,
    isOptional: false,
  });
  return [
    exclusive(INBOX, 'the Inbox'),
    exclusive(screenerMailbox, 'Screener, where mail of unknown senders waits'),
    ...categories.map(({ name, label }) => exclusive(label, `the triage label of ${name}`)),
    ...categories.map(({ name, mailbox }) => ({
      name: mailbox.toLowerCase() === INBOX.toLowerCase() ? INBOX : mailbox,
      purpose: `the mailbox of ${name}`,
      isTarget: true,
      isOptional: false,
    })),
    { ...exclusive(undecided.label, 'the label that sends a sender back to Screener'), isOptional: true },
    {
      ...exclusive(wholeDomainLabel, 'the label that makes another one decide about a whole domain'),
      isOptional: true,
    },
    exclusive(errorLabel, 'the error label'),
    ...(warningLabel === undefined ? [] : [exclusive(warningLabel, 'the warning label')]),
  ];
}

/** Two names may lead to one mailbox (a path and a unique name), which only the account can tell. */
function clashesBetween(uses: readonly Use[], tree: MailboxTree): AccountProblem[] {
  const purposes = new Map<MailboxId, string[]>();
  const note = (id: MailboxId, purpose: string): void =>
    void purposes.set(id, [...(purposes.get(id) ?? []), purpose]);
  const found = uses.flatMap((use) => {
    const lookup = tree.find(use.name);
    return lookup.state === 'found' ? [{ ...use, id: lookup.id }] : [];
  });
  // Mail may be filed in an archive, but whatever is in a label counts as labelled, and whatever is in Screener as waiting.
  const roles = new Set(['sent', 'drafts', 'trash', 'junk']);
  for (const { id, isTarget } of found) if (!isTarget) roles.add(tree.roleOf(id) ?? INBOX_ROLE);
  for (const role of roles) {
    const id = tree.withRole(role);
    if (id !== undefined && role !== INBOX_ROLE) note(id, `the account's ${role} mailbox`);
  }
  for (const { id, purpose, isTarget } of found) if (!isTarget) note(id, purpose);
  const clash = (id: MailboxId, claims: readonly string[]): AccountProblem => ({
    what: `mailbox "${tree.pathOf(id)}" cannot be ${claims.join(' and ')} at once`,
    fix: 'use two mailboxes',
  });
  const inbox = tree.withRole(INBOX_ROLE);
  return [
    ...[...purposes].filter(([, claims]) => claims.length > 1).map(([id, claims]) => clash(id, claims)),
    ...found
      .filter(({ id, isTarget }) => isTarget && id !== inbox && purposes.has(id))
      .map(({ id, purpose }) => clash(id, [purpose, ...(purposes.get(id) ?? [])])),
  ];
}
