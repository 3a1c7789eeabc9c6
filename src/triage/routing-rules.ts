import { type Category } from '../config/categories/category.ts';
import { categoryChain, isUndecided } from '../config/categories/categories.ts';
import { type Address } from '../mail/address.ts';
import { type Config } from '../config/config.ts';

/** One rule of the mail provider, by which it routes mail that arrives from now on. */
export interface RoutingRule {
  readonly name: string;
  /** Whose mail it is about: that of a contact group's members, or of some of them; or of senders that are no contacts at all. */
  readonly from: { readonly group: string; readonly only?: readonly Address[] } | 'strangers';
  /** A mailbox as configured, by path or unique name; undefined where the mail stays in the Inbox and nowhere else. */
  readonly mailbox: string | undefined;
  /** The mail (also) shows in the Inbox. */
  readonly inInbox: boolean;
  /** No later rule looks at the mail. */
  readonly stop: boolean;
}

/** A sender that its domain's group must not decide about, and the groups that do. */
export interface Exception {
  readonly address: Address;
  readonly groups: readonly string[];
}

/**
 * The rules for the configured categories, in the order in which they must run: first the exceptions, by name, for which
 * nothing later may decide, since no rule can tell a group that has the sender from one that has its domain; then what keeps
 * mail out of sight (its senders are contacts, so that is what keeps them from all that contacts are allowed), then that of
 * senders sent back to Screener, then those of the other contact groups, children before their parents, last the one for
 * unknown senders. A sender of a child category is in its ancestors'
 * groups as well, so its rule mostly leaves their mailboxes to their rules, and does not stop.
 */
export function routingRules(
  { categories, screenerMailbox }: Pick<Config, 'categories' | 'screenerMailbox'>,
  exceptions: readonly Exception[] = [],
): RoutingRule[] {
  return [
    ...exceptionRules(exceptions, categories),
    ...groupRules(categories),
    {
      name: ruleName('Screener'),
      from: 'strangers' as const,
      mailbox: screenerMailbox,
      inInbox: false,
      stop: true,
    },
  ];
}

/** Where mail goes whose sender is in these contact groups: mailboxes as configured, sorted. */
export function routeOf(groups: ReadonlySet<string>, categories: readonly Category[]): string[] {
  const mailboxes = new Set<string>();
  for (const { from, mailbox, inInbox, stop } of groupRules(categories)) {
    if (from === 'strangers' || !groups.has(from.group)) continue;
    if (mailbox !== undefined) mailboxes.add(mailbox);
    if (inInbox) mailboxes.add(INBOX);
    if (stop) break;
  }
  return mailboxes.size === 0 ? [INBOX] : [...mailboxes].sort();
}

/** Whether rules treat mail from a sender in some groups otherwise because its domain is in others. */
export function isMisrouted(
  own: readonly string[],
  ofDomain: readonly string[],
  categories: readonly Category[],
): boolean {
  if (ofDomain.every((group) => own.includes(group))) return false;
  const [both, alone] = [new Set([...own, ...ofDomain]), new Set(own)];
  return routeOf(both, categories).join('\n') !== routeOf(alone, categories).join('\n');
}

const INBOX = 'Inbox';

/** The rules about contact groups. */
function groupRules(categories: readonly Category[]): RoutingRule[] {
  const leads = leadsOf(categories);
  return leads.flatMap((chain) => chainRules(chain, leads));
}

/** They ask for the group, too, so that a rule does nothing any more once the sender is in another one. */
function exceptionRules(exceptions: readonly Exception[], categories: readonly Category[]): RoutingRule[] {
  return leadsOf(categories).flatMap((chain, _, leads) => {
    // A sender is in the groups of its category and of all above it: the one with the most above it is meant.
    const decides = ({ groups }: Exception): boolean =>
      leads.filter(([lead]) => groups.includes(lead.group.normalize())).sort(byDepth)[0] === chain;
    const only = exceptions.filter(decides).map(({ address }) => address);
    return only.length === 0 ? [] : filingRules(chain, chain, only);
  });
}

const byDepth = (one: Chain, other: Chain): number => other.length - one.length;

/** For each group the category that its rule is for, in the order of the rules. */
function leadsOf(categories: readonly Category[]): Chain[] {
  return [...new Set(categories.map(({ group }) => group))]
    .flatMap((group) => leadOf(group, categories))
    .sort(
      (one, other) => orderOf(one) - orderOf(other) || byDepth(one, other) || lateness(one) - lateness(other),
    );
}

/** A category, its parent, its parent's parent, … */
type Chain = readonly [Category, ...Category[]];

/** Relatives may share a group; then only what they have in common, the outermost of them, can be told from it. */
function leadOf(group: string, categories: readonly Category[]): Chain[] {
  const chains = categories
    .filter((category) => category.group === group)
    .map((category): Chain => [category, ...categoryChain(category, categories).slice(1)])
    .sort((one, other) => one.length - other.length);
  return chains.slice(0, 1);
}

function orderOf(chain: Chain): number {
  if (chain.some(({ keepsJunk }) => keepsJunk)) return 0;
  return chain.some(isUndecided) ? 1 : 2;
}

const lateness = ([category]: Chain): number => (isInbox(category) ? 1 : 0);

/**
 * A rule files into one mailbox. Where an ancestor's rule would treat the Inbox otherwise, or where nothing later may touch
 * the mail, there is one for each mailbox of the chain, and the last stops.
 */
function chainRules(chain: Chain, leads: readonly Chain[]): RoutingRule[] {
  const [category, ...ancestors] = chain;
  const inInbox = showsInInbox(chain);
  const isOtherAbove = leads.some(
    (lead) =>
      lead[0].group !== category.group && ancestors.includes(lead[0]) && showsInInbox(lead) !== inInbox,
  );
  const stops = category.keepsJunk || isUndecided(category) || isInbox(category) || isOtherAbove;
  return stops
    ? filingRules(chain, chain)
    : filingRules(chain, [category]).map((rule) => ({ ...rule, stop: false }));
}

/** Rules that file into the mailboxes of these categories of the chain, and stop. */
function filingRules(chain: Chain, into: readonly Category[], only?: readonly Address[]): RoutingRule[] {
  const [category] = chain;
  const { group } = category;
  const about = only === undefined ? leadName(category) : `${group}, exceptions`;
  const filed = into.filter((link) => !isInbox(link)).map(({ mailbox }) => mailbox);
  const mailboxes = filed.length === 0 ? [undefined] : [...new Set(filed)];
  return mailboxes.map((mailbox, index) => ({
    name: ruleName(index === 0 ? about : `${about}, also in ${mailbox ?? ''}`),
    from: { group, ...(only && { only }) },
    mailbox,
    inInbox: showsInInbox(chain),
    stop: index === mailboxes.length - 1,
  }));
}

/** The rule for unknown senders is called Screener. */
const leadName = (category: Category): string =>
  isUndecided(category) ? `${category.group}, sent back` : category.group;

const showsInInbox = (chain: Chain): boolean => chain[0].addToInbox || chain.some(isInbox);

/** Marks the rules in the provider's list, so that they are found again when they are to be replaced. */
const ruleName = (about: string): string => `Mailroom: ${about}`;

const isInbox = ({ mailbox }: Category): boolean => mailbox.toLowerCase() === INBOX.toLowerCase();
