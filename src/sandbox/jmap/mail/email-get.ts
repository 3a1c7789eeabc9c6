import * as z from 'zod';
import { headerProperty, STANDARD_HEADER_PROPERTIES } from '../../store/header-forms.ts';
import { changesArguments, changesSince } from '../core/changes.ts';
import {
  checkObjects,
  invalidArguments,
  type JmapMethod,
  MethodError,
  parseArguments,
} from '../core/method.ts';
import { type MailRecord } from '../../store/mail-state.ts';

type Property = (mail: MailRecord) => unknown;

const METADATA: Record<string, Property> = {
  id: ({ id }) => id,
  blobId: ({ blobId }) => blobId,
  threadId: ({ threadId }) => threadId,
  mailboxIds: ({ mailboxIds }) => asSet(mailboxIds),
  keywords: ({ keywords }) => asSet(keywords),
  size: ({ size }) => size,
  receivedAt: ({ receivedAt }) => receivedAt,
  headers: ({ headers }) => headers,
  preview: ({ body = '' }) => previewOf(body),
};

const DEFAULT_PROPERTIES = [
  ...['id', 'blobId', 'threadId', 'mailboxIds', 'keywords', 'size', 'receivedAt'],
  ...STANDARD_HEADER_PROPERTIES,
  'preview',
];

const getArguments = z.strictObject({
  accountId: z.string(),
  ids: z.array(z.string()).nullish(),
  properties: z.array(z.string()).nullish(),
});

/** RFC 8621 4.2, without the properties that describe bodies. */
export const emailGet: JmapMethod = (args, { account: { mail }, limits }) => {
  const { accountId, ids, properties } = parseArguments(getArguments, args);
  if (ids === undefined || ids === null) {
    throw new MethodError('requestTooLarge', { description: 'ids must be specified' });
  }
  checkObjects(ids.length, limits.maxObjectsInGet);
  const readers = (properties ?? DEFAULT_PROPERTIES).map((name, n): [string, Property] => {
    const property = propertyNamed(name);
    if (property === undefined) throw invalidArguments(`properties[${n}:${name}]`);
    return [name, property];
  });
  const found = ids.flatMap((id) => mail.mails.get(id) ?? []);
  const list = found.map((record) => ({
    id: record.id,
    ...Object.fromEntries(readers.map(([name, read]) => [name, read(record)])),
  }));
  return { accountId, state: mail.state, list, notFound: ids.filter((id) => !mail.mails.has(id)) };
};

/** RFC 8621 4.3. */
export const emailChanges: JmapMethod = (args, { account: { mail }, quirks }) => {
  const request = parseArguments(changesArguments, args);
  const changes = changesSince(
    request,
    {
      state: mail.state,
      start: mail.emailHistoryStart,
      live: mail.mails.values(),
      destroyed: mail.destroyedMails,
      shortLived: 'omitted',
    },
    quirks,
  );
  return { accountId: request.accountId, ...changes };
};

/** RFC 8621 3.1. */
export const threadGet: JmapMethod = (args, { account: { mail }, limits }) => {
  const { accountId, ids } = parseArguments(getArguments, args);
  if (ids === undefined || ids === null) {
    throw new MethodError('requestTooLarge', { description: 'ids must be specified' });
  }
  checkObjects(ids.length, limits.maxObjectsInGet);
  const mailsOf = new Map<string, MailRecord[]>(ids.map((id) => [id, []]));
  for (const record of mail.mails.values()) mailsOf.get(record.threadId)?.push(record);
  const list = ids.flatMap((id) => {
    const mails = mailsOf.get(id) ?? [];
    mails.sort((one, other) => (one.receivedAt < other.receivedAt ? -1 : 1));
    return mails.length === 0 ? [] : [{ id, emailIds: mails.map((record) => record.id) }];
  });
  return { accountId, state: mail.state, list, notFound: ids.filter((id) => !mailsOf.get(id)?.length) };
};

function propertyNamed(name: string): Property | undefined {
  if (Object.hasOwn(METADATA, name)) return METADATA[name];
  const read = headerProperty(name);
  return read && (({ headers }) => read(headers));
}

/** RFC 8621 4.1.4: up to 256 characters, for a person to see. */
const previewOf = (body: string): string =>
  Buffer.from(body, 'latin1').toString('utf8').replace(/\s+/g, ' ').slice(0, 256);

const asSet = (names: Iterable<string>): Record<string, true> =>
  Object.fromEntries([...names].map((name) => [name, true]));
