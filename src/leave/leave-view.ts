import { allCategories } from '../config/categories/categories.ts';
import { type Config } from '../config/config.ts';
import { type BookListing, type GroupEntry } from '../contacts/contact-book.ts';
import { type Mailbox, type MailboxId } from '../mail/mail-store.ts';
import { groupProblem, surveyGroups } from '../triage/membership.ts';
import { type AccountProblem } from '../triage/places/account-problem.ts';
import { type MailboxTree } from '../triage/places/mailbox-tree.ts';
import { mailboxProblem, surveyMailboxes } from '../triage/places/places.ts';

/** What of an account is Mailroom's, as far as it is there: what is gone was left already. */
export interface LeaveView {
  /** Triage labels, the error label and the warning label. */
  readonly labels: readonly MailboxId[];
  /** Screener and the categories' mailboxes, but for those that are the account's own, as the Inbox or the Archive. */
  readonly triaged: readonly MailboxId[];
  /** Where the mail in them is to go; undefined where it stays. */
  readonly mailTo: MailboxId | undefined;
  readonly inbox: MailboxId;
  /** Trash, Junk, Drafts and Sent: mail in these goes nowhere else. */
  readonly apart: ReadonlySet<MailboxId>;
  /** The groups of the categories. */
  readonly groups: readonly GroupEntry[];
  readonly paths: ReadonlyMap<MailboxId, string>;
  /** What is there but cannot be told from something else: left to the user. */
  readonly problems: readonly AccountProblem[];
}

const APART = ['trash', 'junk', 'drafts', 'sent'];

export interface LeaveAccount {
  readonly mailboxes: readonly Mailbox[];
  readonly listing: BookListing;
}

/** Answers with a text where `mailTo` names no mailbox that mail can go to. */
export function viewLeave(
  config: Config,
  { mailboxes, listing }: LeaveAccount,
  mailTo: string | undefined,
): LeaveView | string {
  const { tree, wanted } = surveyMailboxes(config, mailboxes);
  const idsOf = (names: readonly (string | undefined)[]): MailboxId[] => [
    ...new Set(names.flatMap((name) => (name === undefined ? [] : (found(tree, name) ?? [])))),
  ];
  const { wholeDomainLabel, errorLabel, warningLabel, screenerMailbox } = config;
  const categories = allCategories(config);
  const labels = idsOf([...categories.map(({ label }) => label), wholeDomainLabel, errorLabel, warningLabel]);
  const apart = new Set(APART.flatMap((role) => tree.withRole(role) ?? []));
  const target = mailTo === undefined ? undefined : found(tree, mailTo);
  if (mailTo !== undefined && target === undefined) return `there is no mailbox "${mailTo}", or several`;
  const [screener] = idsOf([screenerMailbox]);
  if (target !== undefined && (labels.includes(target) || apart.has(target) || target === screener))
    return `mail cannot go to "${mailTo}": name a mailbox that keeps mail`;
  const groups = surveyGroups(listing, categories);
  const isThere = ({ state }: { readonly state: string }): boolean => state !== 'missing';
  return {
    labels,
    triaged: idsOf([screenerMailbox, ...categories.map(({ mailbox }) => mailbox)]).filter(
      (id) => tree.roleOf(id) === null && id !== target,
    ),
    mailTo: target,
    inbox: tree.withRole('inbox') ?? '',
    apart,
    groups: groups.flatMap((group) => (group.found.length === 1 ? group.found : [])),
    paths: new Map(mailboxes.map(({ id }) => [id, tree.pathOf(id)])),
    problems: [
      ...wanted.filter(({ lookup }) => isThere(lookup)).flatMap((each) => mailboxProblem(each) ?? []),
      ...groups
        .filter((group) => group.found.length + group.otherCase.length > 0)
        .flatMap((group) => groupProblem(group) ?? []),
    ],
  };
}

function found(tree: MailboxTree, name: string): MailboxId | undefined {
  const lookup = tree.find(name);
  return lookup.state === 'found' ? lookup.id : undefined;
}
