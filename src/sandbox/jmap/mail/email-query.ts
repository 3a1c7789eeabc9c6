import * as z from 'zod';
import { parseAddresses } from '../../store/address-list.ts';
import {
  invalidArguments,
  type JmapMethod,
  type MethodContext,
  MethodError,
  namesOf,
  parseArguments,
} from '../core/method.ts';
import { type MailRecord } from '../../store/mail-state.ts';

type Predicate = (mail: MailRecord) => boolean;

const queryArguments = z.strictObject({
  accountId: z.string(),
  filter: z.unknown().optional(),
  sort: z
    .array(
      z.strictObject({
        property: z.string(),
        isAscending: z.boolean().optional(),
        collation: z.string().optional(),
      }),
    )
    .nullish(),
  position: z.int().optional(),
  anchor: z.string().nullish(),
  anchorOffset: z.int().optional(),
  limit: z.int().nonnegative().nullish(),
  calculateTotal: z.boolean().optional(),
  collapseThreads: z.boolean().optional(),
});

const operator = z.strictObject({
  operator: z.enum(['AND', 'OR', 'NOT']),
  conditions: z.array(z.unknown()),
});
const condition = z.strictObject({
  inMailbox: z.string().optional(),
  inMailboxOtherThan: z.array(z.string()).optional(),
  from: z.string().optional(),
  hasKeyword: z.string().optional(),
  notKeyword: z.string().optional(),
  before: z.iso.datetime().optional(),
  after: z.iso.datetime().optional(),
});

/** RFC 8621 4.4. Sorts by `receivedAt` alone. */
export const emailQuery: JmapMethod = (args, context) => {
  const request = parseArguments(queryArguments, args);
  const { accountId, filter, sort, limit, calculateTotal = false, collapseThreads = false } = request;
  const { mail } = context.account;
  const matches = filter === undefined || filter === null ? () => true : predicate(filter, 'filter', context);

  const unsupported = sort?.findIndex(({ property }) => property !== 'receivedAt') ?? -1;
  if (unsupported !== -1) throw new MethodError('unsupportedSort', { sort: [`sort[${unsupported}]`] });
  const order = sort?.[0] ?? { isAscending: false };
  let found = [...mail.mails.values()].filter(matches).sort(byReceivedAt(order.isAscending ?? true));
  if (collapseThreads) {
    const seen = new Set<string>();
    found = found.filter(({ threadId }) => !seen.has(threadId) && seen.add(threadId));
  }

  const position = firstPosition(request, found);
  const end = limit === undefined || limit === null ? undefined : position + limit;
  return {
    accountId,
    queryState: mail.state,
    canCalculateChanges: false,
    collapseThreads,
    position,
    ids: found.slice(position, end).map(({ id }) => id),
    ...(calculateTotal ? { total: found.length } : {}),
  };
};

/** RFC 8620 5.5. */
function firstPosition(
  { anchor, anchorOffset = 0, position = 0 }: z.infer<typeof queryArguments>,
  found: readonly MailRecord[],
): number {
  const clamp = (n: number): number => Math.min(Math.max(n, 0), found.length);
  if (anchor === undefined || anchor === null)
    return clamp(position < 0 ? found.length + position : position);
  const at = found.findIndex(({ id }) => id === anchor);
  if (at === -1) throw new MethodError('anchorNotFound');
  return clamp(at + anchorOffset);
}

/** Messages of the same second are always in descending order of their ids, whatever the sort. */
const byReceivedAt =
  (isAscending: boolean) =>
  (one: MailRecord, other: MailRecord): number => {
    if (one.receivedAt === other.receivedAt) return one.id < other.id ? 1 : -1;
    return one.receivedAt < other.receivedAt === isAscending ? -1 : 1;
  };

function predicate(filter: unknown, path: string, context: MethodContext): Predicate {
  if (typeof filter === 'object' && filter !== null && 'operator' in filter) {
    const { operator: name, conditions } = parseFilter(operator, filter, path);
    if (conditions.length === 0) {
      if (!context.quirks.allowsNoConditions) throw invalidArguments(`${path}/conditions`);
      return () => name === 'NOT';
    }
    const parts = conditions.map((part, n) => predicate(part, `${path}/conditions[${n}]`, context));
    if (name === 'AND') return (mail) => parts.every((part) => part(mail));
    if (name === 'OR') return (mail) => parts.some((part) => part(mail));
    return (mail) => !parts.some((part) => part(mail));
  }
  const wanted = parseFilter(condition, filter, path);
  const tests: Predicate[] = [];
  const { inMailbox, inMailboxOtherThan, from, hasKeyword, notKeyword, before, after } = wanted;
  if (inMailbox !== undefined) {
    const id = knownMailbox(inMailbox, `${path}/inMailbox`, context);
    tests.push(({ mailboxIds }) => mailboxIds.has(id));
  }
  if (inMailboxOtherThan !== undefined) {
    const ids = new Set(
      inMailboxOtherThan.map((id, n) => knownMailbox(id, `${path}/inMailboxOtherThan[${n}]`, context)),
    );
    tests.push(({ mailboxIds }) => [...mailboxIds].some((id) => !ids.has(id)));
  }
  if (from !== undefined) tests.push(fromMatcher(from));
  if (hasKeyword !== undefined) tests.push(({ keywords }) => keywords.has(hasKeyword.toLowerCase()));
  if (notKeyword !== undefined) tests.push(({ keywords }) => !keywords.has(notKeyword.toLowerCase()));
  if (before !== undefined) tests.push(({ receivedAt }) => Date.parse(receivedAt) < Date.parse(before));
  if (after !== undefined) tests.push(({ receivedAt }) => Date.parse(receivedAt) >= Date.parse(after));
  return (mail) => tests.every((test) => test(mail));
}

function parseFilter<T>(schema: z.ZodType<T>, filter: unknown, path: string): T {
  const result = schema.safeParse(filter);
  if (!result.success) throw invalidArguments(...namesOf(result.error).map((name) => `${path}/${name}`));
  return result.data;
}

/** A deleted mailbox may be as good as an empty one; an id that was never given out is an error. */
function knownMailbox(id: string, path: string, { account: { mail }, quirks }: MethodContext): string {
  const isDeleted = mail.destroyedMailboxes.has(id) && !quirks.refusesDeletedInFilter;
  if (!mail.mailboxes.has(id) && !isDeleted) throw invalidArguments(path);
  return id;
}

/**
 * Finds far more than the address asked for, as an index of words does: every part of the text must occur as a phrase of
 * whole words in name and address, so `shop.example` also finds `news@mail.shop.example` and "Shop Example" <x@y.example>.
 */
function fromMatcher(text: string): Predicate {
  const phrases = (text.match(/"[^"]*"|\S+/g) ?? []).map((part) => ` ${wordsOf(part)} `);
  return ({ headers, indexed }) => {
    if (!indexed) return false;
    const from = headers.findLast(({ name }) => name.toLowerCase() === 'from')?.value ?? '';
    const words = (parseAddresses(from) ?? []).map(
      ({ name, email }) => ` ${wordsOf(`${name ?? ''} ${email}`)} `,
    );
    return phrases.every((phrase) => words.some((candidate) => candidate.includes(phrase)));
  };
}

const wordsOf = (text: string): string =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .join(' ');
