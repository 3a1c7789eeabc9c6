import { stringField } from '../../jmap/fields.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { readNamed } from './email-get.ts';
import { type MailboxFilter, pageCalls, readPage, readPagesAfter } from './email-pages.ts';
import { CHECKED, LISTED, type UnclearMail } from './jmap-mail.ts';
import { type Mail, type MailId, type MailQuery } from '../mail-store.ts';

export interface ListingSizes {
  /** Mails a page, or a request by id. */
  readonly pageSize: number;
  /** Mailboxes whose first pages share a request. */
  readonly mailboxesAtOnce: number;
}

export interface ListingContext {
  readonly jmap: JmapClient;
  /** Mail whose From itself showed that it has no sender, which a listing cannot see. */
  readonly senderless: ReadonlySet<MailId>;
  readonly sizes: ListingSizes;
  readonly signal: AbortSignal;
}

export interface ListedMails {
  /** Of the account's mail before the first of these was read. */
  readonly state: string;
  readonly mails: Map<MailId, Mail>;
  /** False when pages were left out because of the query's `maxKept`. */
  readonly isComplete: boolean;
}

/** Reads mails by id, and lists mailboxes page by page. What changes meanwhile is for the caller to find out. */
export async function listMails(
  { ids, mailboxIds, keep, maxKept = Infinity }: MailQuery,
  { jmap, senderless, sizes: { pageSize: limit, mailboxesAtOnce }, signal }: ListingContext,
): Promise<ListedMails> {
  const mails = new Map<MailId, Mail>();
  const unclear: MailId[] = [];
  const isStopped = (): boolean => mails.size + unclear.length >= ids.length + maxKept;
  const keepPage = (page: readonly (Mail | UnclearMail)[]): void => {
    for (const read of page) {
      if ('candidates' in read) {
        const { mail, candidates } = read;
        const mayBeKept = candidates.some((sender) => keep({ ...mail, sender }));
        if (mayBeKept && !mails.has(mail.id)) unclear.push(mail.id);
      } else {
        const mail = senderless.has(read.id) ? { ...read, sender: undefined } : read;
        if (keep(mail)) mails.set(mail.id, mail);
      }
    }
  };
  const listed = { jmap, form: LISTED, signal };
  const checked = { jmap, form: CHECKED, signal };
  const begun: { filter: MailboxFilter; last: MailId | undefined }[] = [];
  const idChunks = chunks(ids, limit);
  const boxChunks = chunks(mailboxIds, mailboxesAtOnce);
  let state: string | undefined;
  for (let n = 0; n < Math.max(idChunks.length, boxChunks.length, 1); n += 1) {
    const named = idChunks[n] ?? [];
    const filters = (boxChunks[n] ?? []).map((inMailbox) => ({ inMailbox }));
    const answer = await jmap.call(
      [
        ['Email/get', { ids: named, properties: CHECKED.properties }, 'ids'],
        ...filters.flatMap((filter, index) =>
          pageCalls({ filter, after: undefined, form: LISTED, limit }, String(index)),
        ),
      ],
      signal,
    );
    state ??= stringField(answer.get('ids'), 'state', 'Email/get');
    for (const mail of (await readNamed(named, () => answer.get('ids'), checked)).mails)
      mails.set(mail.id, mail);
    for (const [index, filter] of filters.entries()) {
      const page = await readPage(answer, limit, listed, String(index));
      keepPage(page.mails);
      begun.push({ filter, last: page.last });
    }
  }
  let isComplete = true;
  for (const { filter, last } of begun) {
    const isListed = await readPagesAfter(last, { filter, limit, keep: keepPage, isStopped }, listed);
    isComplete &&= isListed;
  }
  for (const chunk of chunks(unclear, limit)) {
    const answer = await jmap.call(
      [['Email/get', { ids: chunk, properties: CHECKED.properties }, 'unclear']],
      signal,
    );
    for (const mail of (await readNamed(chunk, () => answer.get('unclear'), checked)).mails)
      if (keep(mail)) mails.set(mail.id, mail);
  }
  return { state: state ?? '', mails, isComplete };
}

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
