import { type Invocation, type JmapResponses } from '../../jmap/invocation.ts';
import { ConflictError, ProtocolError } from '../../errors.ts';
import { arrayField, type JsonObject, stringField } from '../../jmap/fields.ts';
import { MethodError } from '../../jmap/method-error.ts';
import { type GetContext, idsIn, readNamed } from './email-get.ts';
import { type MailForm } from './jmap-mail.ts';
import { type Mail, type MailboxId, type MailId } from '../mail-store.ts';

/** A filter that needs no search index and is exact: which mailbox a mail is in (RFC 8621 4.4.1). */
export type MailboxFilter =
  { inMailbox: MailboxId } | { operator: 'OR'; conditions: { inMailbox: MailboxId }[] };

export interface PageRequest {
  filter: MailboxFilter;
  /** After the last mail of the page before, or at a place in the order (the first is 0); else the first page. */
  start?: { after: MailId } | { position: number } | undefined;
  form: MailForm<unknown>;
  limit: number;
  /** Whether to ask how much mail there is in all, which makes a server count it. */
  withTotal?: boolean;
}

export interface Page<Read = Mail> {
  mails: readonly Read[];
  /** The oldest mail; undefined on an empty page. */
  first: MailId | undefined;
  /** Where the next page goes on; undefined on the last page. */
  last: MailId | undefined;
  /** How many messages it has, with those that were gone when they were read. */
  length: number;
  /** Whether the server gives fewer at once than were asked for. */
  isCut: boolean;
  /** Of the account's mail when these messages were read; undefined where they were too many to be read with the page. */
  state: string | undefined;
  /** How much mail there is in all, where that was asked and the server says. */
  total: number | undefined;
}

/** How often a listing starts over because the mail that a page hangs on has left the mailbox. */
const MAX_RESTARTS = 5;

/** More than any mailbox has: a server that makes up mail is not asked forever. */
export const MAX_PAGES = 2_000;

/**
 * Two calls that list one page, oldest mail first. Positions shift while mail moves, and a mail would be missed: whoever
 * asks for a position has to see that the page begins with a mail that was listed. `key` tells the pages of one request
 * apart.
 */
export const pageCalls = (
  { filter, start, form, limit, withTotal = false }: PageRequest,
  key = '',
): Invocation[] => [
  [
    'Email/query',
    {
      filter,
      sort: [{ property: 'receivedAt', isAscending: true }],
      collapseThreads: false,
      limit,
      ...(start !== undefined && 'after' in start ? { anchor: start.after, anchorOffset: 1 } : start),
      ...(withTotal && { calculateTotal: true }),
    },
    `query${key}`,
  ],
  [
    'Email/get',
    { '#ids': { resultOf: `query${key}`, name: 'Email/query', path: '/ids' }, properties: form.properties },
    `page${key}`,
  ],
];

/** Reads the answer to `pageCalls`. Throws `ProtocolError` when a mail that the query named is not to be had. */
export async function readPage<Read>(
  responses: JmapResponses,
  limit: number,
  context: GetContext<Read>,
  key = '',
): Promise<Page<Read>> {
  const query = responses.get(`query${key}`);
  const ids = idsIn(arrayField(query, 'ids', 'Email/query'));
  let state: string | undefined;
  const response = (): JsonObject => {
    const got = responses.get(`page${key}`);
    state = stringField(got, 'state', 'Email/get');
    return got;
  };
  const { mails } = await readNamed(ids, response, context);
  // A server that gives fewer than asked for says so (RFC 8620 5.5): a short page is then not the last one.
  const maxLength = typeof query.limit === 'number' ? Math.min(limit, query.limit) : limit;
  return {
    mails,
    first: ids[0],
    last: ids.length >= maxLength ? ids.at(-1) : undefined,
    length: ids.length,
    isCut: maxLength < limit,
    state,
    total: typeof query.total === 'number' ? query.total : undefined,
  };
}

/** One page of several, as they are read one after the other. */
interface FollowingPage<Read> extends Page<Read> {
  /** The pages before do not count: the mail that the next one hung on had left. */
  readonly isAnew: boolean;
}

/**
 * Page after page, from the one after the mail `after` on, else from the first. Throws `ConflictError` when mail moves too
 * fast for that, `ProtocolError` when a page brings nothing new.
 */
export async function* pagesFrom<Read>(
  after: MailId | undefined,
  { filter, limit }: Pick<PagesRequest<Read>, 'filter' | 'limit'>,
  context: GetContext<Read>,
): AsyncGenerator<FollowingPage<Read>> {
  const { jmap, form, signal } = context;
  const ends = new Set([after]);
  let anchor = after;
  let restarts = 0;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    try {
      const start = anchor === undefined ? undefined : { after: anchor };
      const answer = await jmap.call(pageCalls({ filter, start, form, limit }), signal);
      const page = await readPage(answer, limit, context);
      yield { ...page, isAnew: anchor === undefined && restarts > 0 };
      if (page.last === undefined) return;
      if (ends.has(page.last)) throw new ProtocolError('Email/query lists the same page of mail again');
      ends.add(page.last);
      anchor = page.last;
    } catch (error) {
      if (!(error instanceof MethodError) || error.type !== 'anchorNotFound') throw error;
      if (restarts === MAX_RESTARTS)
        throw new ConflictError('Mail moves faster than it can be listed', { cause: error });
      restarts += 1;
      anchor = undefined;
      ends.clear();
    }
  }
  throw new ProtocolError(`Email/query lists no end of mail (${MAX_PAGES} pages)`);
}

/**
 * Reads the pages after one that ended with the mail `after`, unless told to stop; answers with whether the last one was
 * reached. Throws what `pagesFrom` throws.
 */
export async function readPagesAfter<Read>(
  after: MailId | undefined,
  { keep, isStopped = () => false, ...request }: PagesRequest<Read>,
  context: GetContext<Read>,
): Promise<boolean> {
  if (after === undefined) return true;
  if (isStopped()) return false;
  for await (const { mails, last } of pagesFrom(after, request, context)) {
    keep(mails);
    if (last === undefined) return true;
    if (isStopped()) return false;
  }
  return true;
}

export interface PagesRequest<Read> {
  readonly filter: MailboxFilter;
  readonly limit: number;
  readonly keep: (mails: readonly Read[]) => void;
  readonly isStopped?: () => boolean;
}
