import { arrayField, stringField } from '../jmap/fields.ts';
import { type Invocation, type JmapResponses } from '../jmap/jmap-client.ts';
import { type MailForm } from './jmap-mail.ts';
import { type Mail, type MailboxId, type MailId } from './mail-store.ts';

/** A filter that needs no search index and is exact: which mailbox a mail is in (RFC 8621 4.4.1). */
export type MailboxFilter =
  { inMailbox: MailboxId } | { operator: 'OR'; conditions: { inMailbox: MailboxId }[] };

export interface PageRequest {
  filter: MailboxFilter;
  /** The last mail of the page before; the first page has none. */
  after: MailId | undefined;
  form: MailForm<unknown>;
  limit: number;
}

export interface Page<Read = Mail> {
  /** The state of the account's mail when the page was read. */
  state: string;
  mails: Read[];
  /** Where the next page goes on; undefined on the last page. */
  last: MailId | undefined;
}

/**
 * Two calls that list one page, oldest mail first. Pages hang on a mail, not on a number: positions shift while mail
 * moves, and a mail would be missed. `key` tells the pages of one request apart.
 */
export const pageCalls = ({ filter, after, form, limit }: PageRequest, key = ''): Invocation[] => [
  [
    'Email/query',
    {
      filter,
      sort: [{ property: 'receivedAt', isAscending: true }],
      collapseThreads: false,
      limit,
      ...(after === undefined ? {} : { anchor: after, anchorOffset: 1 }),
    },
    `query${key}`,
  ],
  [
    'Email/get',
    { '#ids': { resultOf: `query${key}`, name: 'Email/query', path: '/ids' }, properties: form.properties },
    `page${key}`,
  ],
];

export function readPage<Read>(
  responses: JmapResponses,
  { limit, form }: { limit: number; form: MailForm<Read> },
  key = '',
): Page<Read> {
  const query = responses.get(`query${key}`);
  const ids = arrayField(query, 'ids', 'Email/query');
  // A server that gives fewer than asked for says so (RFC 8620 5.5): a short page is then not the last one.
  const pageSize = typeof query.limit === 'number' ? Math.min(limit, query.limit) : limit;
  const page = responses.get(`page${key}`);
  const last = ids.at(-1);
  return {
    state: stringField(page, 'state', 'Email/get'),
    mails: readMails(page, form),
    last: ids.length >= pageSize && typeof last === 'string' ? last : undefined,
  };
}

/** The mails of an Email/get. */
export const readMails = <Read>(
  response: Readonly<Record<string, unknown>>,
  { read }: MailForm<Read>,
): Read[] => arrayField(response, 'list', 'Email/get').map(read);
