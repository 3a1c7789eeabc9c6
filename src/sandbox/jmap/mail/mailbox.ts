import * as z from 'zod';
import { changesArguments, changesSince } from '../core/changes.ts';
import {
  checkObjects,
  invalidArguments,
  type JmapMethod,
  parseArguments,
  resolveId,
} from '../core/method.ts';
import { type MailboxRecord, type MailRecord, type MailState } from '../../store/mail-state.ts';

const COUNTS = ['totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads'] as const;
type Counts = Record<(typeof COUNTS)[number], number>;

const PROPERTIES: readonly string[] = [
  ...['id', 'name', 'parentId', 'role', 'sortOrder', 'isSubscribed', 'myRights'],
  ...COUNTS,
];

const getArguments = z.strictObject({
  accountId: z.string(),
  ids: z.array(z.string()).nullish(),
  properties: z.array(z.string()).nullish(),
});

/** RFC 8621 2.1. */
export const mailboxGet: JmapMethod = (args, context) => {
  const { accountId, ids, properties } = parseArguments(getArguments, args);
  const { mail } = context.account;
  checkObjects(ids?.length ?? 0, context.limits.maxObjectsInGet);
  const unknown = properties?.findIndex((property) => !PROPERTIES.includes(property)) ?? -1;
  if (unknown !== -1) throw invalidArguments(`properties[${unknown}:${properties?.[unknown] ?? ''}]`);

  const wanted = ids?.map((id) => resolveId(id, context)) ?? [...mail.mailboxes.keys()];
  const shown = new Set(['id', ...(properties ?? PROPERTIES)]);
  const counts = COUNTS.some((name) => shown.has(name)) ? countMails(mail) : undefined;
  const list = wanted.flatMap((id) => {
    const mailbox = mail.mailboxes.get(id);
    return mailbox === undefined ? [] : [pick(show(mailbox, counts?.get(id)), shown)];
  });
  return { accountId, state: mail.state, list, notFound: wanted.filter((id) => !mail.mailboxes.has(id)) };
};

/** RFC 8621 2.2. */
export const mailboxChanges: JmapMethod = (args, { account: { mail }, quirks }) => {
  const request = parseArguments(changesArguments, args);
  const mailboxes = [...mail.mailboxes.values()];
  const changes = changesSince(
    request,
    {
      state: mail.state,
      start: 0,
      live: mailboxes.map(({ id, createdAt, changedAt, countedAt }) => ({
        id,
        createdAt,
        changedAt: Math.max(changedAt, countedAt),
      })),
      destroyed: mail.destroyedMailboxes,
      shortLived: quirks.listsShortLivedMailboxes ? 'created' : 'omitted',
    },
    quirks,
  );
  const since = Number(request.sinceState);
  const onlyCounts =
    changes.updated.length > 0 &&
    changes.created.length === 0 &&
    changes.destroyed.length === 0 &&
    changes.updated.every((id) => (mail.mailboxes.get(id)?.changedAt ?? 0) <= since);
  return { accountId: request.accountId, ...changes, updatedProperties: onlyCounts ? COUNTS : null };
};

const queryArguments = z.strictObject({
  accountId: z.string(),
  filter: z
    .strictObject({
      parentId: z.string().nullish(),
      name: z.string().optional(),
      role: z.string().nullish(),
      hasAnyRole: z.boolean().optional(),
    })
    .nullish(),
  calculateTotal: z.boolean().optional(),
});

/** RFC 8621 2.3, without sorting and paging. */
export const mailboxQuery: JmapMethod = (args, { account: { mail } }) => {
  const { accountId, filter, calculateTotal } = parseArguments(queryArguments, args);
  const ids = [...mail.mailboxes.values()]
    .filter(
      (mailbox) =>
        (filter?.parentId === undefined || mailbox.parentId === filter.parentId) &&
        (filter?.name === undefined || mailbox.name.toLowerCase().includes(filter.name.toLowerCase())) &&
        (filter?.role === undefined || mailbox.role === filter.role) &&
        (filter?.hasAnyRole === undefined || (mailbox.role !== null) === filter.hasAnyRole),
    )
    .map(({ id }) => id);
  const total = calculateTotal === true ? { total: ids.length } : {};
  return { accountId, queryState: mail.state, canCalculateChanges: false, position: 0, ids, ...total };
};

function countMails(mail: MailState): Map<string, Counts> {
  const mailsOf = new Map([...mail.mailboxes.keys()].map((id): [string, MailRecord[]] => [id, []]));
  for (const record of mail.mails.values()) {
    for (const id of record.mailboxIds) mailsOf.get(id)?.push(record);
  }
  return new Map([...mailsOf].map(([id, mails]) => [id, countsOf(mails)]));
}

function countsOf(mails: readonly MailRecord[]): Counts {
  const unread = mails.filter(({ keywords }) => !keywords.has('$seen') && !keywords.has('$draft'));
  return {
    totalEmails: mails.length,
    unreadEmails: unread.length,
    totalThreads: new Set(mails.map(({ threadId }) => threadId)).size,
    unreadThreads: new Set(unread.map(({ threadId }) => threadId)).size,
  };
}

const show = (
  { id, name, parentId, role, sortOrder, isSubscribed }: MailboxRecord,
  counts: Counts | undefined,
): Record<string, unknown> => ({
  id,
  name,
  parentId,
  role,
  sortOrder,
  isSubscribed,
  ...counts,
  myRights: {
    mayReadItems: true,
    mayAddItems: true,
    mayRemoveItems: true,
    maySetSeen: true,
    maySetKeywords: true,
    mayCreateChild: true,
    mayRename: role !== 'inbox',
    mayDelete: role !== 'inbox',
    maySubmit: true,
  },
});

const pick = (record: Record<string, unknown>, names: ReadonlySet<string>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => names.has(name)));
