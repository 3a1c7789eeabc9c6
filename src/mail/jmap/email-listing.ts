import { type Invocation, type JmapResponses } from '../../jmap/invocation.ts';
import { stringField } from '../../jmap/fields.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { readNamed } from './email-get.ts';
import { pageCalls, readPage } from './email-pages.ts';
import { type BegunMailbox, readFurtherPages } from './further-pages.ts';
import { CHECKED, LISTED, type UnclearMail } from './jmap-mail.ts';
import { type RequestSizes } from './request-sizes.ts';
import { type Mail, type MailboxId, type MailId, type MailQuery } from '../mail-store.ts';

export interface ListingContext {
  readonly jmap: JmapClient;
  /** Mail whose From itself showed that it has no sender, which a listing cannot see. */
  readonly senderless: ReadonlySet<MailId>;
  readonly sizes: RequestSizes;
  readonly signal: AbortSignal;
  /** The calls that ask what has changed, to follow those of the last request. */
  readonly changesCalls: (since: string) => readonly Invocation[];
}

export interface ListedMails {
  /** Of the account's mail before the first of these was read. */
  readonly state: string;
  readonly mails: Map<MailId, Mail>;
  /** The mailboxes that were not read to their end, because of the query's `maxKept`. */
  readonly unfinished: readonly MailboxId[];
  /**
   * The answer to what was asked last, if it tells what has changed since the query's `since`, or else since `state`, while
   * all of these were read.
   */
  readonly answer: JmapResponses | undefined;
}

/**
 * Reads messages by id, and lists mailboxes: their first pages together, the further ones side by side. What changes
 * meanwhile is for the caller to find out.
 */
export async function listMails(query: MailQuery, context: ListingContext): Promise<ListedMails> {
  const { since } = query;
  const { changesCalls, sizes } = context;
  const kept = new KeptMails(query, context);
  const idChunks = chunks(query.ids, sizes.checked);
  const boxChunks = chunks(query.mailboxIds, sizes.mailboxesAtOnce);
  const requests = Math.max(idChunks.length, boxChunks.length, 1);
  const withChanges = (state: string, calls: number): readonly Invocation[] => {
    const last = changesCalls(state);
    return calls + last.length <= sizes.callsAtOnce ? last : [];
  };
  const isOnly = requests === 1 && since !== undefined;
  const last = isOnly ? withChanges(since, 1 + 2 * query.mailboxIds.length) : [];
  const firsts: FirstPages[] = [];
  for (let n = 0; n < requests; n += 1) {
    const parts = { ids: idChunks[n] ?? [], mailboxIds: boxChunks[n] ?? [], last };
    firsts.push(await readFirstPages(parts, kept, context));
  }
  const state = firsts[0]?.state ?? '';
  const begun = firsts.flatMap((first) => first.begun);
  const further = await readFurtherPages(
    begun,
    {
      limit: sizes.listed,
      pagesAtOnce: sizes.requestsAtOnce,
      keep: (page) => kept.add(page),
      isRoomBeside: (mails) => kept.isRoomBeside(mails),
      isStopped: () => kept.areEnough,
      lastCalls: withChanges(since ?? state, 2),
    },
    { jmap: context.jmap, form: LISTED, signal: context.signal },
  );
  await kept.readUnclear();
  const answer = firsts[0]?.answer ?? further.answer;
  return { state, mails: kept.mails, unfinished: further.unfinished, answer };
}

interface FirstPages {
  readonly state: string;
  readonly begun: readonly BegunMailbox[];
  /** If no further page follows, and the last calls had a part in it. */
  readonly answer: JmapResponses | undefined;
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
): Promise<FirstPages> {
  const share = Math.floor((2 * sizes.listed) / mailboxIds.length);
  const limit = Math.max(1, Math.min(sizes.listed, share));
  const pages = mailboxIds.flatMap((inMailbox, index) =>
    pageCalls({ filter: { inMailbox }, form: LISTED, limit, withTotal: true }, String(index)),
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
    const { isCut, length, total } = page;
    begun.push({ inMailbox, last: page.last, isCut, length, total });
  }
  const isAll = last.length > 0 && begun.every((box) => box.last === undefined);
  return {
    state: stringField(answer.get('ids'), 'state', 'Email/get'),
    begun,
    answer: isAll ? answer : undefined,
  };
}

/** What a listing keeps of the pages that stream by. */
class KeptMails {
  readonly mails = new Map<MailId, Mail>();
  readonly #unclear = new Set<MailId>();
  readonly #query: MailQuery;
  readonly #context: ListingContext;

  constructor(query: MailQuery, context: ListingContext) {
    this.#query = query;
    this.#context = context;
  }

  get areEnough(): boolean {
    return this.#room <= 0;
  }

  /** Whether there is room left if so many more are kept. */
  isRoomBeside(mails: number): boolean {
    return mails < this.#room;
  }

  add(page: readonly (Mail | UnclearMail)[]): void {
    const { keep } = this.#query;
    for (const read of page) {
      if ('candidates' in read) {
        const { mail, candidates } = read;
        const mayBeKept = candidates.some((sender) => keep({ ...mail, sender }));
        if (mayBeKept && !this.mails.has(mail.id)) this.#unclear.add(mail.id);
      } else {
        const mail = this.#context.senderless.has(read.id) ? { ...read, sender: undefined } : read;
        if (keep(mail)) this.mails.set(mail.id, mail);
      }
    }
  }

  get #room(): number {
    const { ids, maxKept = Infinity } = this.#query;
    return ids.length + maxKept - this.mails.size - this.#unclear.size;
  }

  /** Reads the From itself of those messages whose sender a page did not tell. */
  async readUnclear(): Promise<void> {
    const { jmap, sizes, signal } = this.#context;
    for (const ids of chunks([...this.#unclear], sizes.checked)) {
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
