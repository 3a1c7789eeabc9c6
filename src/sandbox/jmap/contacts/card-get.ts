import * as z from 'zod';
import { type CardRecord } from '../../store/card-state.ts';
import { changesArguments, changesSince } from '../core/changes.ts';
import { cardOf, type JsCard } from './card.ts';
import {
  checkObjects,
  invalidArguments,
  type JmapMethod,
  type MethodContext,
  parseArguments,
  resolveId,
} from '../core/method.ts';
import { type Quirks } from '../../store/options.ts';

/** There is one address book, the one that CardDAV shows. */
export const ADDRESS_BOOK = 'Default';

const getArguments = z.strictObject({
  accountId: z.string(),
  ids: z.array(z.string()).nullish(),
  properties: z.array(z.string()).nullish(),
});

/** RFC 9610 2.1. */
export const addressBookGet: JmapMethod = (args, { isReadOnly }) => {
  const { accountId, ids } = parseArguments(getArguments, args);
  const book = {
    id: ADDRESS_BOOK,
    name: 'Personal',
    description: null,
    sortOrder: 0,
    isDefault: true,
    isSubscribed: true,
    shareWith: null,
    myRights: { mayRead: true, mayWrite: !isReadOnly, mayShare: false, mayDelete: false },
  };
  const wanted = ids ?? [ADDRESS_BOOK];
  return {
    accountId,
    state: '1',
    list: wanted.includes(ADDRESS_BOOK) ? [book] : [],
    notFound: wanted.filter((id) => id !== ADDRESS_BOOK),
  };
};

/** RFC 9553 2, RFC 9610 3. Names with a colon belong to a vendor (RFC 9553 1.8). */
const PROPERTIES =
  /^(?:id|@type|version|uid|kind|created|updated|prodId|language|members|name|nicknames|organizations|titles|emails|phones|onlineServices|addresses|anniversaries|speakToAs|preferredLanguages|calendars|schedulingAddresses|cryptoKeys|directories|links|media|localizations|keywords|notes|personalInfo|relatedTo|vCardProps|.*:.*)$/;

/** RFC 9610 3.1. */
export const contactCardGet: JmapMethod = (args, context) => {
  const { accountId, ids, properties } = parseArguments(getArguments, args);
  const { cards } = context.account;
  const byId = new Map([...cards.cards.values()].map((record) => [record.id, record]));
  const wanted = ids?.map((id) => resolveId(id, context)) ?? [...byId.keys()];
  checkObjects(wanted.length, context.limits.maxObjectsInGet);
  const unknown = properties?.filter(
    (property) => !PROPERTIES.test(property) && property !== bookPropertyOf(context.quirks),
  );
  if (unknown !== undefined && unknown.length > 0) throw invalidArguments(...unknown);
  const shown = properties === undefined || properties === null ? undefined : new Set(['id', ...properties]);
  const list = wanted.flatMap((id) => {
    const record = byId.get(id);
    if (record === undefined) return [];
    const card = Object.entries(showCard(record, context));
    return [Object.fromEntries(shown === undefined ? card : card.filter(([name]) => shown.has(name)))];
  });
  return { accountId, state: cards.state, list, notFound: wanted.filter((id) => !byId.has(id)) };
};

/** RFC 9610 3.2. */
export const contactCardChanges: JmapMethod = (args, { account: { cards }, quirks }) => {
  const request = parseArguments(changesArguments, args);
  const changes = changesSince(
    request,
    {
      state: cards.state,
      start: 0,
      live: cards.cards.values(),
      destroyed: cards.destroyedCards,
      shortLived: 'omitted',
    },
    quirks,
  );
  return { accountId: request.accountId, ...changes };
};

/** A card with what JMAP adds to it. */
export const showCard = ({ id, lines }: CardRecord, { quirks }: MethodContext): JsCard => ({
  id,
  [bookPropertyOf(quirks)]: quirks.singleAddressBookId ? ADDRESS_BOOK : { [ADDRESS_BOOK]: true },
  ...cardOf(lines, quirks),
});

export const bookPropertyOf = ({ singleAddressBookId }: Quirks): string =>
  singleAddressBookId ? 'addressBookId' : 'addressBookIds';
