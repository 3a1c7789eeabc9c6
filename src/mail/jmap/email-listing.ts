import { type Invocation, type JmapResponses } from '../../jmap/invocation.ts';
import { stringField } from '../../jmap/fields.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { readNamed } from './email-get.ts';
import { pageCalls, readPage, readPagesAfter } from './email-pages.ts';
import { CHECKED, LISTED, type UnclearMail } from './jmap-mail.ts';
import { type RequestSizes } from './request-sizes.ts';
import { type Mail, type MailboxId, type MailId, type MailQuery } from '../mail-store.ts';

export interface ListingContext {
  readonly jmap: JmapClient;
  /** Mail whose From itself showed that it has no sender, which a listing cannot see. */
  readonly senderless: ReadonlySet<MailId>;
  readonly sizes: RequestSizes;
  readonly signal: AbortSignal;
  /** Calls to follow those of the first request. */
  readonly last?: readonly Invocation[] | undefined;
}

export interface ListedMails {
  /** Of the account's mail before the first of these was read. */
  readonly state: string;
  readonly mails: Map<MailId, Mail>;
  /** The mailboxes that were not read to their end, because of the query's `maxKept`. */
  readonly unfinished: readonly MailboxId[];
  /** The only answer, if that was enough and had a part for the calls that were to follow. */
  readonly answer: JmapResponses | undefined;
}

/**
 * Reads messages by id, and lists mailboxes: their first pages together, the further ones side by side. What changes
 * meanwhile is for the caller to find out.
 */
export async function listMails(query: MailQuery, context: ListingContext): Promise<ListedMails> {
  const { sizes } = context;
  const kept = new KeptMails(query, context);
  const idChunks = chunks(query.ids, sizes.checked);
  const boxChunks = chunks(query.mailboxIds, sizes.mailboxesAtOnce);
  const begun: BegunMailbox[] = [];
  const requests = Math.max(idChunks.length, boxChunks.length, 1);
  const { last = [] } = context;
  const isRoom = requests === 1 && 1 + 2 * query.mailboxIds.length + last.length <= sizes.callsAtOnce;
  let state: string | undefined;
  let answer: JmapResponses | undefined;
  for (let n = 0; n < requests; n += 1) {
    const parts = { ids: idChunks[n] ?? [], mailboxIds: boxChunks[n] ?? [], last: isRoom ? last : [] };
    const first = await readFirstPages(parts, kept, context);
    state ??= first.state;
    begun.push(...first.begun);
    if (isRoom && last.length > 0 && begun.every((box) => box.last === undefined)) answer = first.answer;
  }
  const unfinished = await readFurtherPages(begun, kept, context);
  await kept.readUnclear();
  return { state: state ?? '', mails: kept.mails, unfinished, answer };
}

/** A mailbox of which the first page was read. */
interface BegunMailbox {
  readonly inMailbox: MailboxId;
  readonly last: MailId | undefined;
}

/** One request: messages by id, and the first pages of some mailboxes, which share what two pages may be. */
async function readFirstPages(
  {
    ids,
    mailboxIds,
    last,
  }: { ids: readonly MailId[]; mailboxIds: readonly MailboxId[]; last: readonly Invocation[] },
  kept: KeptMails,
  { jmap, sizes, signal }: ListingContext,
): Promise<{ state: string; begun: BegunMailbox[]; answer: JmapResponses }> {
  const share = Math.floor((2 * sizes.listed) / mailboxIds.length);
  const limit = Math.max(1, Math.min(sizes.listed, share));
  const pages = mailboxIds.flatMap((inMailbox, index) =>
    pageCalls({ filter: { inMailbox }, after: undefined, form: LISTED, limit }, String(index)),
  );
  const answer = await jmap.call(
    [['Email/get', { ids, properties: CHECKED.properties }, 'ids'], ...pages, ...last],
    signal,
  );
  const named = await readNamed(ids, () => answer.get('ids'), { jmap, form: CHECKED, signal });
  for (const mail of named.mails) kept.mails.set(mail.id, mail);
  const begun: BegunMailbox[] = [];
  for (const [index, inMailbox] of mailboxIds.entries()) {
    const page = await readPage(answer, limit, { jmap, form: LISTED, signal }, String(index));
    kept.add(page.mails);
    begun.push({ inMailbox, last: page.last });
  }
  return { state: stringField(answer.get('ids'), 'state', 'Email/get'), begun, answer };
}

/** Answers with the mailboxes that were not read to their end. The first failure ends the others after their page. */
async function readFurtherPages(
  begun: readonly BegunMailbox[],
  kept: KeptMails,
  { jmap, sizes, signal }: ListingContext,
): Promise<MailboxId[]> {
  const unfinished: MailboxId[] = [];
  let hasFailed = false;
  const isStopped = (): boolean => hasFailed || kept.areEnough;
  const keep = (page: readonly (Mail | UnclearMail)[]): void => kept.add(page);
  const queue = begun.values();
  const readOneByOne = async (): Promise<void> => {
    for (const { inMailbox, last } of queue) {
      const pages = { filter: { inMailbox }, limit: sizes.listed, keep, isStopped };
      const isListed = await readPagesAfter(last, pages, { jmap, form: LISTED, signal });
      if (!isListed) unfinished.push(inMailbox);
    }
  };
  const readers = Array.from({ length: sizes.requestsAtOnce }, () =>
    readOneByOne().catch((error: unknown) => {
      hasFailed = true;
      throw error;
    }),
  );
  for (const reader of await Promise.allSettled(readers))
    if (reader.status === 'rejected') throw reader.reason;
  return unfinished;
}

/** What a listing keeps of the pages that stream by. */
class KeptMails {
  readonly mails = new Map<MailId, Mail>();
  readonly #unclear: MailId[] = [];
  readonly #query: MailQuery;
  readonly #context: ListingContext;

  constructor(query: MailQuery, context: ListingContext) {
    this.#query = query;
    this.#context = context;
  }

  get areEnough(): boolean {
    const { ids, maxKept = Infinity } = this.#query;
    return this.mails.size + this.#unclear.length >= ids.length + maxKept;
  }

  add(page: readonly (Mail | UnclearMail)[]): void {
    const { keep } = this.#query;
    for (const read of page) {
      if ('candidates' in read) {
        const { mail, candidates } = read;
        const mayBeKept = candidates.some((sender) => keep({ ...mail, sender }));
        if (mayBeKept && !this.mails.has(mail.id)) this.#unclear.push(mail.id);
      } else {
        const mail = this.#context.senderless.has(read.id) ? { ...read, sender: undefined } : read;
        if (keep(mail)) this.mails.set(mail.id, mail);
      }
    }
  }

  /** Reads the From itself of those messages whose sender a page did not tell. */
  async readUnclear(): Promise<void> {
    const { jmap, sizes, signal } = this.#context;
    for (const ids of chunks(this.#unclear, sizes.checked)) {
      const answer = await jmap.call(
        [['Email/get', { ids, properties: CHECKED.properties }, 'unclear']],
        signal,
      );
      const read = await readNamed(ids, () => answer.get('unclear'), { jmap, form: CHECKED, signal });
      for (const mail of read.mails) if (this.#query.keep(mail)) this.mails.set(mail.id, mail);
    }
  }
}

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
