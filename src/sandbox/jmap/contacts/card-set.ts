import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { valueOf } from '../../store/card-lines.ts';
import { type CardRecord } from '../../store/card-state.ts';
import { cardOf, type JsCard, without } from './card.ts';
import { ADDRESS_BOOK, bookPropertyOf, showCard } from './card-get.ts';
import { linesWith, newLines } from './card-lines.ts';
import { rewriteCard } from './card-rewrite.ts';
import { type JmapMethod, type MethodContext, parseArguments, type SetError } from '../core/method.ts';
import { applyPatch } from '../core/patch.ts';
import { runSet, setArguments } from '../core/set.ts';

/** RFC 9610 3.5. */
export const contactCardSet: JmapMethod = (args, context) =>
  runSet(parseArguments(setArguments, args), context, {
    state: () => context.account.cards.state,
    create: (card) => createOne(card, context),
    update: (id, patch) => context.setErrors.get(id) ?? updateOne(id, patch, context),
    destroy(id) {
      const record = recordOf(id, context);
      if (record === undefined) return { type: 'notFound' };
      context.account.cards.delete(record.name);
      return undefined;
    },
  });

function createOne(card: JsCard, context: MethodContext): { id: string } | SetError {
  const { cards } = context.account;
  const {
    '@type': type,
    version,
    uid = randomUUID(),
    [bookPropertyOf(context.quirks)]: book,
    ...rest
  } = card;
  const invalid = [
    ...(type === 'Card' ? [] : ['@type']),
    ...(version === '1.0' ? [] : ['version']),
    ...(typeof uid === 'string' && !hasUid(uid, context) ? [] : ['uid']),
    ...(isTheBook(book, context) ? [] : [bookPropertyOf(context.quirks)]),
    ...invalidIn(rest),
    ...['id', 'addressBookId', 'addressBookIds'].filter((name) => name in rest),
  ];
  if (invalid.length > 0 || typeof uid !== 'string')
    return { type: 'invalidProperties', properties: invalid };
  const lines = newLines(uid);
  const blank = cardOf(lines, context.quirks);
  const written = linesWith(lines, blank, { ...blank, ...rest }, context.quirks);
  const name = `${uid.replace(/^urn:uuid:/i, '').replace(/[^\w.-]/g, '_')}.vcf`;
  return { id: cards.put(cards.cards.has(name) ? `${randomUUID()}.vcf` : name, written).id };
}

function updateOne(id: string, patch: JsCard, context: MethodContext): SetError | undefined {
  const { cards } = context.account;
  const record = recordOf(id, context);
  if (record === undefined) return { type: 'notFound' };
  const before = showCard(record, context);
  const result = applyPatch(before, patch);
  if ('type' in result) return result;
  const after = result.patched;
  const invalid = [
    ...['id', '@type', 'uid', bookPropertyOf(context.quirks)].filter(
      (name) => !isDeepStrictEqual(before[name], after[name]),
    ),
    ...invalidIn(after),
  ];
  if (invalid.length > 0) return { type: 'invalidProperties', properties: invalid };
  const [old = {}, wanted = {}] = [before, after].map((card) =>
    without(card, 'id', bookPropertyOf(context.quirks)),
  );
  const lines = context.quirks.rewritesCards ? rewriteCard(record.lines) : record.lines;
  cards.put(record.name, linesWith(lines, old, wanted, context.quirks));
  return undefined;
}

/** Members make a group, and nothing else has any (RFC 9553 2.1.6). */
function invalidIn({ kind, members }: JsCard): string[] {
  if (members === undefined) return [];
  const isSet =
    typeof members === 'object' &&
    members !== null &&
    Object.values(members).every((value) => value === true);
  return kind === 'group' && isSet ? [] : ['members'];
}

const isTheBook = (book: unknown, { quirks }: MethodContext): boolean =>
  isDeepStrictEqual(book, quirks.singleAddressBookId ? ADDRESS_BOOK : { [ADDRESS_BOOK]: true });

function hasUid(uid: string, { account: { cards }, quirks }: MethodContext): boolean {
  const key = (text: string): string =>
    quirks.comparesUidsExactly ? text : text.replace(/^urn:uuid:/i, '').toLowerCase();
  return [...cards.cards.values()].some(({ lines }) => key(valueOf(lines, 'UID') ?? '') === key(uid));
}

const recordOf = (id: string, { account: { cards } }: MethodContext): CardRecord | undefined =>
  [...cards.cards.values()].find((record) => record.id === id);
