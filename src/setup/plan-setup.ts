import { allCategories } from '../config/categories/categories.ts';
import { type BookListing } from '../contacts/contact-book.ts';
import { type Mailbox } from '../mail/mail-store.ts';
import { type AccountProblem } from '../triage/places/account-problem.ts';
import { canonicalPath, type MailboxTree } from '../triage/places/mailbox-tree.ts';
import { groupProblem, surveyGroups } from '../triage/membership.ts';
import {
  mailboxProblem,
  type PlacesConfig,
  surveyMailboxes,
  type WantedMailbox,
} from '../triage/places/places.ts';

/** What an account lacks. Pure: the same account gives the same plan, and a complete one gives an empty plan. */
export interface SetupPlan {
  /** Parents come before their children. */
  readonly mailboxes: readonly MailboxToMake[];
  readonly groups: readonly GroupToMake[];
  /** What is wrong but must not be fixed by making something: left to the user. */
  readonly problems: readonly AccountProblem[];
  /** How much of what is configured is there. */
  readonly present: { readonly mailboxes: number; readonly groups: number };
}

export interface MailboxToMake {
  readonly path: string;
  readonly purpose: string;
}

export interface GroupToMake {
  readonly name: string;
  readonly purpose: string;
}

/** `maxNameBytes`: how long the server lets a mailbox's name be. */
export function planSetup(
  config: PlacesConfig,
  mailboxes: readonly Mailbox[],
  listing: BookListing,
  maxNameBytes?: number,
): SetupPlan {
  const { tree, wanted, clashes } = surveyMailboxes(config, mailboxes, maxNameBytes);
  const planned = new Map<string, MailboxToMake>();
  const problems: AccountProblem[] = [];
  for (const mailbox of wanted) {
    if (mailbox.lookup.state === 'found') continue;
    const problem =
      mailbox.lookup.state === 'missing' ? addPath(mailbox, tree, planned) : mailboxProblem(mailbox);
    if (problem !== undefined) problems.push(problem);
  }
  const groups = surveyGroups(listing, allCategories(config));
  const isMissing = groups.map(({ found, otherCase }) => found.length + otherCase.length === 0);
  return {
    mailboxes: [...planned.values()],
    groups: groups
      .filter((_, index) => isMissing[index])
      .map(({ name, categories }) => ({ name, purpose: `senders of ${categories.join(', ')}` })),
    problems: [
      ...problems,
      ...clashes,
      ...groups.flatMap((group, index) => (isMissing[index] ? [] : (groupProblem(group) ?? []))),
    ],
    present: {
      mailboxes: wanted.filter(({ lookup }) => lookup.state === 'found').length,
      groups: groups.filter(({ found }) => found.length === 1).length,
    },
  };
}

/** Plans the mailbox and those above it that are missing, too. Answers with what keeps it from being made. */
function addPath(
  { name, purposes }: WantedMailbox,
  tree: MailboxTree,
  planned: Map<string, MailboxToMake>,
): AccountProblem | undefined {
  const segments = canonicalPath(name).split('/');
  const missing: MailboxToMake[] = [];
  for (let depth = 1; depth <= segments.length; depth += 1) {
    const path = segments.slice(0, depth).join('/');
    const purpose = depth === segments.length ? purposes.join(', ') : `holds "${name}"`;
    const lookup = tree.findPath(path);
    if (lookup.state === 'found') continue;
    if (lookup.state !== 'missing')
      return mailboxProblem({ name: path, purposes: [purpose], lookup, isOptional: false });
    if (path === 'Inbox')
      return { what: 'the account has no Inbox', fix: 'ask your mail provider, every account has one' };
    missing.push({ path, purpose });
  }
  for (const mailbox of missing) {
    // One that is itself configured says so, and not what it holds.
    if (!planned.has(mailbox.path) || mailbox.path === segments.join('/')) planned.set(mailbox.path, mailbox);
  }
  return undefined;
}
