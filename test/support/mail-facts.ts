import { z } from 'zod';
import { resultOf, type TestJmap } from './test-jmap.ts';
import { type MailboxFact } from './test-mailboxes.ts';

/** A mail as it is on the server, in a form that can be compared. */
export interface MailFact {
  id: string;
  threadId: string;
  /** The first From address as the server reads it, in lower case; empty when there is none. */
  from: string;
  subject: string;
  /** Paths, sorted. */
  mailboxes: string[];
  /** Sorted. */
  keywords: string[];
  blobId: string;
}

export interface MailRecord {
  id: string;
  threadId: string;
  blobId: string;
  from: { email: string }[] | null;
  subject: string | null;
  mailboxIds: Record<string, boolean>;
  keywords: Record<string, boolean>;
}

const PAGE = 500;
const ATTEMPTS = 5;
const PROPERTIES = ['id', 'threadId', 'blobId', 'from', 'subject', 'mailboxIds', 'keywords'];

const getSchema = z.object({
  list: z.array(
    z.object({
      id: z.string(),
      threadId: z.string(),
      blobId: z.string(),
      from: z.array(z.object({ email: z.string() })).nullable(),
      subject: z.string().nullable(),
      mailboxIds: z.record(z.string(), z.boolean()),
      keywords: z.record(z.string(), z.boolean()),
    }),
  ),
});
const pageSchema = z.tuple([z.object({ queryState: z.string(), ids: z.array(z.string()) }), getSchema]);

/** Reads messages by id, in that order; throws when one is gone. */
export async function readMails(jmap: TestJmap, ids: readonly string[]): Promise<MailRecord[]> {
  const [result] = await jmap.request(['Email/get', { ids, properties: PROPERTIES }]);
  const byId = new Map(getSchema.parse(result).list.map((mail) => [mail.id, mail]));
  return ids.map((id) => {
    const mail = byId.get(id);
    if (mail === undefined) throw new Error(`The account has no mail ${id}`);
    return mail;
  });
}

/** Reads every mail. Positions shift when mail comes or goes meanwhile: then all pages are read again. */
export async function readAllMails(jmap: TestJmap): Promise<MailRecord[]> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const records = new Map<string, MailRecord>();
    const states = new Set<string>();
    for (let position = 0; ; position += PAGE) {
      const page = await jmap.request(
        ['Email/query', { sort: [{ property: 'receivedAt' }], position, limit: PAGE }],
        ['Email/get', { '#ids': resultOf(0, 'Email/query', '/ids'), properties: PROPERTIES }],
      );
      const [{ ids, queryState }, { list }] = pageSchema.parse(page);
      states.add(queryState);
      for (const mail of list) records.set(mail.id, mail);
      if (ids.length < PAGE) break;
    }
    if (states.size === 1) return [...records.values()];
  }
  throw new Error('The mail kept changing while it was listed');
}

/** Brings records into the form that tests compare, ordered by id. */
export function mailFacts(records: readonly MailRecord[], mailboxes: readonly MailboxFact[]): MailFact[] {
  const pathOf = new Map(mailboxes.map(({ id, path }) => [id, path]));
  return records
    .map(({ id, threadId, blobId, from, subject, mailboxIds, keywords }) => ({
      id,
      threadId,
      from: from?.[0]?.email.toLowerCase() ?? '',
      subject: subject ?? '',
      mailboxes: Object.keys(mailboxIds)
        .map((mailboxId) => pathOf.get(mailboxId) ?? mailboxId)
        .sort(),
      keywords: Object.keys(keywords).sort(),
      blobId,
    }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}
