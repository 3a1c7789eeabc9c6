import * as z from 'zod';
import {
  type JmapMethod,
  type MethodContext,
  parseArguments,
  resolveId,
  type SetError,
} from '../core/method.ts';
import { runSet, setArguments } from '../core/set.ts';
import { type MailRecord } from '../../store/mail-state.ts';

type Patch = Record<string, unknown>;

const CHANGEABLE = ['mailboxIds', 'keywords'];
/** Cannot be changed; servers ignore the attempt. */
const IMMUTABLE = ['id', 'blobId', 'threadId', 'size', 'receivedAt', 'subject', 'from', 'to', 'sentAt'];
const KEYWORD = /^[\x21-\x7e]{1,255}$/;
const FORBIDDEN_IN_KEYWORDS = /[(){\]%*"\\]/;

/** RFC 8621 4.6. Messages are made with `Email/import` here. */
export const emailSet: JmapMethod = (args, context) =>
  runSet(parseArguments(setArguments, args), context, {
    create: () => ({ type: 'forbidden' }),
    update: (id, patch) => context.setErrors.get(id) ?? updateOne(id, patch, context),
    destroy: (id) => destroyOne(id, context),
  });

function destroyOne(id: string, { account: { mail }, quirks }: MethodContext): SetError | undefined {
  const record = mail.mails.get(id);
  if (record === undefined) return quirks.destroysUnknown ? undefined : { type: 'notFound' };
  mail.destroyMail(record);
  return undefined;
}

function updateOne(id: string, patch: Patch, context: MethodContext): SetError | undefined {
  const { mail } = context.account;
  const record = mail.mails.get(id);
  if (record === undefined) return { type: 'notFound' };
  const unknown = Object.keys(patch).filter(
    (key) => ![...CHANGEABLE, ...IMMUTABLE].includes(key) && !/^(mailboxIds|keywords)\/[^/]+$/.test(key),
  );
  if (unknown.length > 0) return { type: 'invalidProperties', properties: unknown };

  const mailboxIds = patchedSet(patch, 'mailboxIds', record.mailboxIds, (key) => resolveId(key, context));
  const keywords = patchedSet(patch, 'keywords', record.keywords, (key) => key.toLowerCase());
  if ('type' in mailboxIds) return mailboxIds;
  if ('type' in keywords) return keywords;

  const badKeywords = [...keywords.named].filter(
    (keyword) => !KEYWORD.test(keyword) || FORBIDDEN_IN_KEYWORDS.test(keyword),
  );
  if (badKeywords.length > 0) {
    return { type: 'invalidProperties', properties: badKeywords.map((keyword) => `keywords/${keyword}`) };
  }
  const placed = placeOne(record, mailboxIds, context);
  if (placed !== undefined) return placed;
  if (keywords.isPatched && mail.mails.has(id)) mail.setKeywords(record, keywords.result);
  return undefined;
}

interface PatchedSet {
  isPatched: boolean;
  isWhole: boolean;
  /** Everything that the patch mentions. */
  named: Set<string>;
  result: Set<string>;
}

/** RFC 8620 5.3: a whole new set, or single members to add (true) and remove (null). */
function patchedSet(
  patch: Patch,
  property: string,
  current: ReadonlySet<string>,
  resolve: (key: string) => string,
): PatchedSet | SetError {
  const whole = patch[property];
  const members = Object.entries(patch).filter(([key]) => key.startsWith(`${property}/`));
  if (whole !== undefined && members.length > 0) return { type: 'invalidPatch' };
  if (whole !== undefined) {
    const parsed = z.record(z.string(), z.literal(true)).safeParse(whole);
    if (!parsed.success) return { type: 'invalidProperties', properties: [property] };
    const result = new Set(Object.keys(parsed.data).map(resolve));
    return { isPatched: true, isWhole: true, named: result, result };
  }
  const invalid = members.filter(([, value]) => value !== true && value !== null).map(([key]) => key);
  if (invalid.length > 0) return { type: 'invalidProperties', properties: invalid };
  const result = new Set(current);
  const named = new Set<string>();
  for (const [pointer, value] of members) {
    const key = resolve(
      pointer
        .slice(property.length + 1)
        .replaceAll('~1', '/')
        .replaceAll('~0', '~'),
    );
    named.add(key);
    if (value === true) result.add(key);
    else result.delete(key);
  }
  return { isPatched: members.length > 0, isWhole: false, named, result };
}

function placeOne(
  record: MailRecord,
  { isPatched, isWhole, named, result }: PatchedSet,
  { account: { mail }, limits, quirks }: MethodContext,
): SetError | undefined {
  if (!isPatched) return undefined;
  const noMailbox: SetError = { type: 'invalidProperties', properties: ['mailboxIds'] };
  const isDeleted = (id: string): boolean => quirks.losesMailToDeleted && mail.destroyedMailboxes.has(id);
  if ([...named].some((id) => !mail.mailboxes.has(id) && !isDeleted(id))) return noMailbox;
  if (result.size > limits.maxMailboxesPerEmail) return { type: 'tooManyMailboxes' };
  const wasMoved = [...record.leftIds].some((id) => mail.mailboxes.has(id));
  const isLost = quirks.losesMail && wasMoved && !isWhole;
  if (result.size === 0 && !isLost) return noMailbox;
  if (isWhole && quirks.ignoresWholeMailboxIds) return undefined;

  const kept = new Set([...result].filter((id) => mail.mailboxes.has(id)));
  if (kept.size !== record.mailboxIds.size || [...kept].some((id) => !record.mailboxIds.has(id))) {
    mail.placeMail(record, kept);
  }
  return undefined;
}
