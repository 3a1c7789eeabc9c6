import { cleanName } from '../contacts/clean-text.ts';
import { type Address } from '../mail/address.ts';
import { type Categorised, type CategorisedSenders } from './categorised.ts';
import { type Counts } from './tally.ts';

/** One sender, with all that is told of it. The names are those of the CSV and the JSON. */
export interface SenderRow {
  readonly address: Address;
  /** What its newest mail calls it, else what its card does. */
  readonly name: string | undefined;
  readonly category: string | undefined;
  /** Messages that wait in Screener. */
  readonly screener: number;
  /** Messages that wait in the Inbox. */
  readonly inbox: number;
  /** Messages in the mailbox of its category; undefined where that was not read. */
  readonly filed: number | undefined;
  /** The day of the newest of those messages (`YYYY-MM-DD`, UTC). */
  readonly newest: string | undefined;
  /** The day on which it came into its category. */
  readonly since: string | undefined;
  /** Whether Mailroom made its contact, or found it there. */
  readonly contact: 'created' | 'adopted' | undefined;
  /** Messages to it, in To or Cc; undefined where Sent was not read. */
  readonly sent: number | undefined;
}

/** Which senders are wanted. */
export interface Selection {
  /** Those whose mail waits; those in one category, by its name; or all that are known. */
  readonly of: 'waiting' | 'all' | { readonly category: string };
  /** Of a sender in a category, the earliest day on which it came there; of others, the earliest for its newest mail. */
  readonly since: string | undefined;
  readonly withSent: boolean;
}

export interface Selected {
  /** The most mail first. */
  readonly rows: readonly SenderRow[];
  /** Senders in a category that were left out because nobody knows since when. */
  readonly undated: number;
}

/** The rows of the wanted senders. */
export function selectSenders(
  counts: ReadonlyMap<Address, Counts>,
  categorised: CategorisedSenders,
  { of, since, withSent }: Selection,
): Selected {
  const hasFiled = of !== 'waiting';
  const wanted = [...counts]
    .map(([address, count]) => rowOf(address, count, categorised.get(address), { hasFiled, withSent }))
    .filter(isWanted(of));
  const isUndated = ({ category, since: day }: SenderRow): boolean =>
    category !== undefined && day === undefined;
  const isLate = ({ category, since: day, newest }: SenderRow): boolean =>
    since === undefined || ((category === undefined ? newest : day) ?? '') >= since;
  return {
    rows: wanted
      .filter(isLate)
      .sort((one, other) => mailsOf(other) - mailsOf(one) || byText(one.address, other.address)),
    undated: since === undefined ? 0 : wanted.filter(isUndated).length,
  };
}

/** All messages that were counted of a row. */
export const mailsOf = ({
  screener,
  inbox,
  filed = 0,
}: Pick<SenderRow, 'screener' | 'inbox' | 'filed'>): number => screener + inbox + filed;

export const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function isWanted(of: Selection['of']): (row: SenderRow) => boolean {
  if (of === 'waiting') return ({ screener, inbox }) => screener + inbox > 0;
  if (of === 'all') return (row) => row.category !== undefined || mailsOf(row) > 0;
  return ({ category }) => category === of.category;
}

function rowOf(
  address: Address,
  { name, screener, inbox, filed, newestAt, sent }: Counts,
  categorised: Categorised | undefined,
  { hasFiled, withSent }: { hasFiled: boolean; withSent: boolean },
): SenderRow {
  return {
    address,
    name: [name, categorised?.name].map((text) => cleanName(text ?? '')).find((text) => text !== ''),
    category: categorised?.placed.category.name,
    screener,
    inbox,
    filed: hasFiled ? filed : undefined,
    newest: newestAt === '' ? undefined : newestAt.slice(0, 10),
    since: categorised?.since,
    contact: categorised?.contact,
    sent: withSent ? sent : undefined,
  };
}
