import { type Invocation, type JmapResponses } from '../../jmap/invocation.ts';
import { type GetContext } from './email-get.ts';
import { MAX_PAGES, type Page, pageCalls, readPage, readPagesAfter } from './email-pages.ts';
import { type MailboxId, type MailId } from '../mail-store.ts';

/** A mailbox of which the first page was read. */
export interface BegunMailbox extends Pick<Page, 'last' | 'length' | 'isCut' | 'total'> {
  readonly inMailbox: MailboxId;
}

export interface FurtherPages<Read> {
  /** Messages a page. */
  readonly limit: number;
  readonly pagesAtOnce: number;
  readonly keep: (mails: readonly Read[]) => void;
  /** Whether there is room beside so many messages. Where there is none, no page is asked for beside others. */
  readonly isRoomBeside: (mails: number) => boolean;
  /** Ends the reading after the pages that are under way. */
  readonly isStopped: () => boolean;
  /** Calls that tell what has changed, to follow those of the page that is asked for last. */
  readonly lastCalls: readonly Invocation[];
}

export interface ReadFurther {
  /** The mailboxes that were not read to their end. */
  readonly unfinished: MailboxId[];
  /** The answer of which the last calls were a part, unless mail was listed that they might not tell of. */
  readonly answer: JmapResponses | undefined;
}

/**
 * Reads the further pages of mailboxes side by side. Each is asked for by its position, and begins with the last mail of the
 * page before. Where it turns out not to, for mail has left or come meanwhile, or was counted wrong, the mailbox is read
 * from there on page by page. The first failure ends the others after their page.
 */
export async function readFurtherPages<Read>(
  begun: readonly BegunMailbox[],
  request: FurtherPages<Read>,
  context: GetContext<Read>,
): Promise<ReadFurther> {
  const { limit, lastCalls, pagesAtOnce } = request;
  const boxes = begun.filter(({ last }) => last !== undefined).map((box) => new PlannedMailbox(box, limit));
  const planned = boxes.flatMap((box) => box.positions.map((position) => ({ box, position })));
  let hasFailed = false;
  const isStopped = (): boolean => hasFailed || request.isStopped();

  let answer: JmapResponses | undefined;
  let isLastAsked = false;
  /** Of the pages that may have been read after the last calls. */
  const lateStates = new Set<string | undefined>();
  let underWay = 0;
  const isRoom = (): boolean => underWay === 0 || request.isRoomBeside(underWay * limit);
  const queue = planned.entries();
  const readPlanned = async (): Promise<void> => {
    // Room does not grow: without any, this reader is not needed again.
    while (!isStopped() && isRoom()) {
      const next = queue.next();
      if (next.done === true) return;
      const [index, { box, position }] = next.value;
      if (box.isDone) continue;
      const isLast = index === planned.length - 1;
      isLastAsked ||= isLast;
      const { inMailbox } = box;
      const calls = pageCalls({ filter: { inMailbox }, start: { position }, form: context.form, limit });
      underWay += 1;
      const response = await context.jmap.call([...calls, ...(isLast ? lastCalls : [])], context.signal);
      const isLate = isLastAsked;
      const page = await readPage(response, limit, context);
      underWay -= 1;
      request.keep(page.mails);
      box.note(position, page);
      if (isLate) lateStates.add(page.state);
      if (isLast && lastCalls.length > 0) answer = response;
    }
  };
  await allOf(pagesAtOnce, readPlanned, () => (hasFailed = true));
  if (lateStates.size > 1 || lateStates.has(undefined)) answer = undefined;

  const unfinished: MailboxId[] = [];
  const left = boxes.values();
  const readOneByOne = async (): Promise<void> => {
    for (const { inMailbox, end } of left) {
      if (end === undefined) continue;
      answer = undefined;
      const pages = { filter: { inMailbox }, limit, keep: request.keep, isStopped };
      if (!(await readPagesAfter(end, pages, context))) unfinished.push(inMailbox);
    }
  };
  await allOf(pagesAtOnce, readOneByOne, () => (hasFailed = true));
  return { unfinished, answer };
}

/** A mailbox and the pages that it seems to have. */
class PlannedMailbox {
  readonly inMailbox: MailboxId;
  readonly positions: readonly number[];
  /** The pages that were not asked for yet are not needed: a page was the last one, or does not go on from the one before. */
  isDone = false;
  readonly #last: MailId | undefined;
  readonly #read = new Map<number, Pick<Page, 'first' | 'last'>>();

  constructor({ inMailbox, last, isCut, length, total = 0 }: BegunMailbox, limit: number) {
    this.inMailbox = inMailbox;
    this.#last = last;
    // Each page has one message of the page before, and the last one is not full.
    const step = (isCut ? length : limit) - 1;
    const count = step < 1 ? 0 : Math.min(MAX_PAGES, Math.max(0, Math.ceil((total - length + 1) / step)));
    this.positions = Array.from({ length: count }, (_, n) => length - 1 + n * step);
  }

  note(position: number, page: Pick<Page, 'first' | 'last'>): void {
    this.#read.set(position, page);
    this.isDone ||= page.last === undefined || this.#follow().isBroken;
  }

  /** The mail up to which all is listed; undefined where that is all there is. */
  get end(): MailId | undefined {
    return this.#follow().end;
  }

  #follow(): { end: MailId | undefined; isBroken: boolean } {
    let end = this.#last;
    for (const position of this.positions) {
      const page = this.#read.get(position);
      if (end === undefined || page === undefined) break;
      if (page.first !== end) return { end, isBroken: true };
      end = page.last;
    }
    return { end, isBroken: false };
  }
}

/** Runs as many at once; throws what the first of them threw when all have ended. */
async function allOf(count: number, work: () => Promise<void>, onFailure: () => void): Promise<void> {
  const workers = Array.from({ length: count }, () =>
    work().catch((error: unknown) => {
      onFailure();
      throw error;
    }),
  );
  for (const worker of await Promise.allSettled(workers))
    if (worker.status === 'rejected') throw worker.reason;
}
