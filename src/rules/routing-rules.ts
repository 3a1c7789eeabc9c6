import { categoryChain } from '../config/categories.ts';
import { type Category, type Config } from '../config/config.ts';

/** One rule of the mail provider, by which it routes mail that arrives from now on. */
export interface RoutingRule {
  readonly name: string;
  /** Whose mail it is about: that of a contact group's members, or of senders that are no contacts at all. */
  readonly from: { readonly group: string } | 'strangers';
  /** A mailbox as configured, by path or unique name; undefined where the mail stays in the Inbox and nowhere else. */
  readonly mailbox: string | undefined;
  /** The mail (also) shows in the Inbox. */
  readonly inInbox: boolean;
  /** No later rule looks at the mail. */
  readonly stop: boolean;
}

/**
 * The rules for the configured categories, in the order in which they must run: first what keeps mail out of sight (its
 * senders are contacts, so that is what keeps them from all that contacts are allowed), then a rule for each contact group,
 * last the one for unknown senders. Rules do not stop, so that a sender of a child category, who is in its ancestors'
 * groups as well, gets all of their mailboxes.
 */
export function routingRules({
  categories,
  screenerMailbox,
}: Pick<Config, 'categories' | 'screenerMailbox'>): RoutingRule[] {
  const groups = [...new Set(categories.map(({ group }) => group))];
  const rules = groups.flatMap((group) => groupRule(group, categories));
  return [
    ...rules.filter(({ rank }) => rank === 'first'),
    ...rules.filter(({ rank }) => rank === 'middle'),
    ...rules.filter(({ rank }) => rank === 'last'),
    {
      rank: 'last',
      name: ruleName('Screener'),
      from: 'strangers' as const,
      mailbox: screenerMailbox,
      inInbox: false,
      stop: true,
    },
  ].map(({ name, from, mailbox, inInbox, stop }) => ({ name, from, mailbox, inInbox, stop }));
}

type RankedRule = RoutingRule & { readonly rank: 'first' | 'middle' | 'last' };

function groupRule(group: string, categories: readonly Category[]): RankedRule[] {
  // Relatives may share a group; then only what they have in common, the ancestor's mailbox, can be told from it.
  const [category] = categories
    .filter((candidate) => candidate.group === group)
    .sort((one, other) => categoryChain(one, categories).length - categoryChain(other, categories).length);
  if (category === undefined) return [];
  const chain = categoryChain(category, categories);
  const staysInInbox = isInbox(category.mailbox);
  const isRelated = categories.some(
    (other) =>
      other.group !== group &&
      (chain.includes(other) || categoryChain(other, categories).some((link) => link.group === group)),
  );
  return [
    {
      rank: category.keepsJunk ? 'first' : staysInInbox ? 'last' : 'middle',
      name: ruleName(group),
      from: { group },
      mailbox: staysInInbox ? undefined : category.mailbox,
      inInbox: category.addToInbox || chain.some(({ mailbox }) => isInbox(mailbox)),
      stop: category.keepsJunk ? !isRelated : staysInInbox,
    },
  ];
}

/** Marks the rules in the provider's list, so that they are found again when they are to be replaced. */
const ruleName = (about: string): string => `Mailroom: ${about}`;

const isInbox = (mailbox: string): boolean => mailbox.toLowerCase() === 'inbox';
