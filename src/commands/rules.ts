import { allCategories } from '../config/categories/categories.ts';
import { type Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { MailroomError } from '../errors.ts';
import { fastmailRules, RESERVED_GROUP } from '../rules/fastmail-rules.ts';
import { addressesOf, type PlacedRule, placeRules, unplacedRules } from '../rules/placed-rule.ts';
import { domainOverlaps } from '../triage/domain-overlaps.ts';
import { routingRules } from '../triage/routing-rules.ts';
import { sieveFeatures } from '../rules/sieve-features.ts';
import { sieveRules } from '../rules/sieve-rules.ts';
import { textRules } from '../rules/text-rules.ts';
import { type AccountProblem, throwProblems } from '../triage/places/account-problem.ts';
import { groupProblem, surveyGroups } from '../triage/membership.ts';
import { mailboxProblem, surveyMailboxes } from '../triage/places/places.ts';
import { type Clients, createClients } from '../account/clients.ts';
import { type Io } from '../terminal/io.ts';
import { readAccount } from '../account/read-account.ts';
import { textWriter } from '../terminal/text-output.ts';

export const RULE_FORMATS = ['fastmail', 'sieve', 'text'] as const;

export type RuleFormat = (typeof RULE_FORMATS)[number];

/**
 * Writes the rules that route future mail to stdout; what there is to say about them goes to stderr. The account is read
 * for the mailboxes' true paths. Where it cannot be, the names of the configuration have to do, except for Sieve, which
 * names groups by their UIDs. Answers with the exit code.
 */
export async function rules(io: Io, { format }: { format: RuleFormat }): Promise<number> {
  const { config, warnings } = loadConfig(io.env, io.readFile);
  const warn = textWriter(io, io.stderr);
  for (const warning of warnings) warn(`! ${warning}`);
  const clients = createClients(config, () => undefined, { access: 'read' });
  try {
    io.stdout.write(
      format === 'sieve'
        ? await writeSieve(config, clients, io)
        : await writeNamed(config, clients, format, io),
    );
    return 0;
  } finally {
    clients.close();
  }
}

async function writeNamed(
  config: Config,
  clients: Clients,
  format: 'fastmail' | 'text',
  io: Io,
): Promise<string> {
  const warn = textWriter(io, io.stderr);
  // In an account without this group its rule does nothing.
  const wanted = routingRules({ ...config, categories: allCategories(config) });
  for (const { from } of wanted) {
    if (from !== 'strangers' && RESERVED_GROUP.test(from.group))
      warn(
        `! Fastmail gives the name "${from.group}" a meaning of its own: name that contact group otherwise.`,
      );
  }
  let placed: readonly PlacedRule[] = unplacedRules(wanted);
  try {
    const account = await placedRules(config, clients, io.signal);
    placed = account.placed;
    for (const { what, fix } of account.problems) warn(`! ${what}, so its rule would do nothing: ${fix}`);
  } catch (error) {
    io.signal.throwIfAborted();
    if (!(error instanceof MailroomError)) throw error;
    warn(`! The account could not be read, so the names are those of the configuration: ${error.message}`);
  }
  return format === 'fastmail' ? fastmailRules(placed) : textRules(placed);
}

async function writeSieve(config: Config, clients: Clients, { signal }: Io): Promise<string> {
  const session = await clients.jmap.session(signal);
  const { placed, problems, contacts } = await placedRules(config, clients, signal);
  throwProblems(problems);
  return sieveRules(placed, sieveFeatures(session), contacts);
}

interface AccountRules {
  readonly placed: readonly PlacedRule[];
  /** Mailboxes and groups of the rules that cannot be used. */
  readonly problems: readonly AccountProblem[];
  /** All addresses of the address book. */
  readonly contacts: readonly string[];
}

async function placedRules(config: Config, clients: Clients, signal: AbortSignal): Promise<AccountRules> {
  const { mailboxes, listing } = await readAccount(clients, signal);
  const survey = surveyMailboxes(config, mailboxes);
  const { categories } = survey;
  const groups = surveyGroups(listing, categories);
  const wanted = routingRules({ ...config, categories }, domainOverlaps(categories, listing));
  const targets = new Set(wanted.map(({ mailbox }) => mailbox));
  return {
    placed: placeRules(wanted, survey, groups, listing),
    problems: [
      ...survey.wanted
        .filter(({ name }) => targets.has(name))
        .flatMap((mailbox) => mailboxProblem(mailbox) ?? []),
      ...groups.flatMap((group) => groupProblem(group) ?? []),
    ],
    contacts: addressesOf(listing),
  };
}
