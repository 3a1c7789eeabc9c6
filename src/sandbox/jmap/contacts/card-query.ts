import * as z from 'zod';
import { type CardRecord } from '../../store/card-state.ts';
import { type JsCard } from './card.ts';
import { ADDRESS_BOOK, showCard } from './card-get.ts';
import { type JmapMethod, MethodError, parseArguments } from '../core/method.ts';
import { type Quirks } from '../../store/options.ts';

const queryArguments = z.strictObject({
  accountId: z.string(),
  filter: z.unknown().optional(),
  position: z.int().nonnegative().optional(),
  anchor: z.string().nullish(),
  anchorOffset: z.int().optional(),
  limit: z.int().nonnegative().nullish(),
  calculateTotal: z.boolean().optional(),
});

const condition = z.strictObject({
  inAddressBook: z.string().optional(),
  uid: z.string().optional(),
  kind: z.string().optional(),
  hasMember: z.string().optional(),
  email: z.string().optional(),
});

/**
 * RFC 9610 3.3, in order of making, which is always the same, or the last changed first. Of filters with an operator only
 * one without conditions is known.
 */
export const contactCardQuery: JmapMethod = (args, context) => {
  const { accountId, filter, ...paging } = parseArguments(queryArguments, args);
  const { cards } = context.account;
  const matches = testOf(filter, context.quirks);
  const found = [...cards.cards.values()]
    .sort((one, other) =>
      context.quirks.ordersCardsByChange ? other.changedAt - one.changedAt : one.createdAt - other.createdAt,
    )
    .filter((record) => matches(showCard(record, context)));
  const start = firstPosition(paging, found);
  const end = paging.limit === undefined || paging.limit === null ? undefined : start + paging.limit;
  return {
    accountId,
    queryState: cards.state,
    canCalculateChanges: false,
    position: start,
    ids: found.slice(start, end).map(({ id }) => id),
    ...(paging.calculateTotal === true ? { total: found.length } : {}),
  };
};

/** RFC 8620 5.5. */
const noConditions = z.strictObject({
  operator: z.enum(['AND', 'OR', 'NOT']),
  conditions: z.array(z.never()).length(0),
});

function testOf(
  filter: unknown,
  { refusesCardFilters: refusesFilters, allowsNoConditions }: Quirks,
): (card: JsCard) => boolean {
  if (filter === undefined || filter === null) return () => true;
  const empty = noConditions.safeParse(filter);
  if (allowsNoConditions && empty.success) return () => empty.data.operator === 'NOT';
  const parsed = condition.safeParse(filter);
  if (refusesFilters || !parsed.success) throw new MethodError('unsupportedFilter');
  const { inAddressBook, uid, kind, hasMember, email } = parsed.data;
  const keys = ({ members = {} }: JsCard): string[] => Object.keys(members as object);
  const addresses = ({ emails = {} }: JsCard): string[] =>
    Object.values(emails as Record<string, { address: string }>).map(({ address }) => address.toLowerCase());
  return (card) =>
    (inAddressBook === undefined || inAddressBook === ADDRESS_BOOK) &&
    (uid === undefined || card.uid === uid) &&
    (kind === undefined || card.kind === kind) &&
    (hasMember === undefined || keys(card).includes(hasMember)) &&
    (email === undefined || addresses(card).some((address) => address.includes(email.toLowerCase())));
}

/** RFC 8620 5.5. */
function firstPosition(
  { anchor, anchorOffset = 0, position = 0 }: Partial<z.infer<typeof queryArguments>>,
  found: readonly CardRecord[],
): number {
  if (anchor === undefined || anchor === null) return Math.min(position, found.length);
  const at = found.findIndex(({ id }) => id === anchor);
  if (at === -1) throw new MethodError('anchorNotFound');
  return Math.min(Math.max(at + anchorOffset, 0), found.length);
}
