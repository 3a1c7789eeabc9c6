import { type JmapClient } from '../../jmap/jmap-client.ts';
import { type Address } from '../address.ts';
import { type Mail, type MailboxId, type MailId, type Walker } from '../mail-store.ts';
import { readNamed } from './email-get.ts';
import { pagesFrom } from './email-pages.ts';
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
  for await (const { isAnew, mails } of pagesOf(WALKED, request, context)) {
    if (isAnew) {
      tell = begin();
      unclear.length = 0;
    }
    for (const read of mails) {
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
  for await (const { isAnew, mails } of pagesOf(RECIPIENTS, request, context)) {
    if (isAnew) tell = begin();
    mails.forEach(tell);
  }
}

/** All mailboxes together, so that a mail in several of them is on one page only. */
const pagesOf = <Read>(
  form: MailForm<Read>,
  { mailboxIds, limit }: Omit<WalkRequest<never>, 'begin'>,
  context: WalkContext,
): ReturnType<typeof pagesFrom<Read>> => {
  const conditions = mailboxIds.map((inMailbox) => ({ inMailbox }));
  return pagesFrom(undefined, { filter: { operator: 'OR', conditions }, limit }, { ...context, form });
};
