import { ConflictError, ProtocolError } from '../../errors.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { MethodError } from '../../jmap/method-error.ts';
import { type Address } from '../address.ts';
import { type Mail, type MailboxId, type MailId, type Walker } from '../mail-store.ts';
import { readNamed } from './email-get.ts';
import { type MailboxFilter, MAX_PAGES, MAX_RESTARTS, pageCalls, readPage } from './email-pages.ts';
import { type MailForm, RECIPIENTS, SCANNED, WALKED } from './jmap-mail.ts';

export interface WalkRequest<Told> {
  readonly mailboxIds: readonly MailboxId[];
  readonly begin: Walker<Told>;
  /** Messages a page. */
  readonly limit: number;
}

export interface WalkContext {
  readonly jmap: JmapClient;
  readonly signal: AbortSignal;
}

/** Tells of every mail in the mailboxes; of one whose sender a listing cannot tell, once its From itself was read. */
export async function walkMail(
  { begin, ...request }: WalkRequest<Mail>,
  context: WalkContext,
): Promise<void> {
  let tell = begin();
  const unclear: MailId[] = [];
  const readUnclear = async (): Promise<void> => {
    const ids = unclear.splice(0, request.limit);
    const calls = [['Email/get', { ids, properties: SCANNED.properties }, 'unclear']] as const;
    const answer = await context.jmap.call(calls, context.signal);
    const read = await readNamed(ids, () => answer.get('unclear'), { ...context, form: SCANNED });
    read.mails.forEach(tell);
  };
  for await (const { isAnew, page } of pagesOf(WALKED, request, context)) {
    if (isAnew) {
      tell = begin();
      unclear.length = 0;
    }
    for (const read of page) {
      if ('candidates' in read) unclear.push(read.mail.id);
      else tell(read);
    }
    while (unclear.length >= request.limit) await readUnclear();
  }
  if (unclear.length > 0) await readUnclear();
}

export async function walkRecipients(
  { begin, ...request }: WalkRequest<readonly Address[]>,
  context: WalkContext,
): Promise<void> {
  let tell = begin();
  for await (const { isAnew, page } of pagesOf(RECIPIENTS, request, context)) {
    if (isAnew) tell = begin();
    page.forEach(tell);
  }
}

/**
 * Page after page, all mailboxes together, so that a mail in several of them is on one page only. `isAnew` says that the
 * pages before do not count: the mail that the next one hung on had left.
 */
async function* pagesOf<Read>(
  form: MailForm<Read>,
  { mailboxIds, limit }: Omit<WalkRequest<never>, 'begin'>,
  context: WalkContext,
): AsyncGenerator<{ isAnew: boolean; page: readonly Read[] }> {
  const filter: MailboxFilter = {
    operator: 'OR',
    conditions: mailboxIds.map((inMailbox) => ({ inMailbox })),
  };
  const ends = new Set<MailId>();
  let restarts = 0;
  let after: MailId | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    try {
      const answer = await context.jmap.call(pageCalls({ filter, after, form, limit }), context.signal);
      const { mails, last } = await readPage(answer, limit, { ...context, form });
      yield { isAnew: after === undefined && restarts > 0, page: mails };
      if (last === undefined) return;
      if (ends.has(last)) throw new ProtocolError('Email/query lists the same page of mail again');
      ends.add(last);
      after = last;
    } catch (error) {
      if (!(error instanceof MethodError) || error.type !== 'anchorNotFound') throw error;
      if (restarts === MAX_RESTARTS)
        throw new ConflictError('Mail moves faster than it can be listed', { cause: error });
      restarts += 1;
      after = undefined;
      ends.clear();
    }
  }
  throw new ProtocolError(`Email/query lists no end of mail (${MAX_PAGES} pages)`);
}
