import { type Invocation, type JmapResponses } from '../../jmap/invocation.ts';
import { type GetContext } from './email-get.ts';
import { MAX_PAGES, type Page, pageCalls, readPage, readPagesAfter } from './email-pages.ts';
import { type MailboxId, type MailId } from '../mail-store.ts';

/** A mailbox of which the first page was read. */
export interface BegunMailbox extends Pick<Page, 'last' | 'length' | 'isCut' | 'total'> {
  readonly inMailbox: MailboxId;
}

export interface FurtherPages<Read> {
  readonly limit: number;
  readonly pagesAtOnce: number;
  readonly keep: (mails: readonly Read[]) => void;
  /** Whether so many messages more may be listed. Where they may not, no page is read beside another. */
  readonly isRoomFor: (mails: number) => boolean;
  /** Ends the reading after the pages that are under way. */
  readonly isStopped: () => boolean;
  /** Calls to follow those of the last page, where one request is known to be the last. */
  readonly lastCalls: readonly Invocation[];
}

export interface ReadFurther {
  /** The mailboxes that were not read to their end. */
  readonly unfinished: MailboxId[];
  /** The answer of which the last calls were a part, if nothing had to be read after that. */
  readonly answer: JmapResponses | undefined;
}

/**
 * Reads the further pages of mailboxes side by side. Each is asked for by its position, and begins with the last mail of the
 * page before. Where it turns out not to, because mail has left meanwhile, the mailbox is read from there on page by page.
 * The first failure ends the others after their page.
 */
export async function readFurtherPages<Read>(
  begun: readonly BegunMailbox[],
  request: FurtherPages<Read>,
  context: GetContext<Read>,
): Promise<ReadFurther> {
  const { limit, lastCalls, pagesAtOnce } = request;
  const boxes = begun.filter(({ last }) => last !== undefined).map((box) => new PlannedMailbox(box, limit));
  const planned = boxes.flatMap((box) => box.positions.map((position) => ({ box, position })));
  let answer: JmapResponses | undefined;
  let underWay = 0;
  let hasFailed = false;
  const isStopped = (): boolean => hasFailed || request.isStopped();
  const isRoom = (): boolean => underWay === 0 || request.isRoomFor((underWay + 1) * limit);

  const queue = planned.entries();
  const work = async (): Promise<void> => {
    while (!isStopped() && isRoom()) {
      const next = queue.next();
      if (next.done === true) return;
      const [index, { box, position }] = next.value;
      if (box.hasEnded) continue;
      underWay += 1;
      const isLast = index === planned.length - 1;
      const calls = pageCalls({
        filter: { inMailbox: box.inMailbox },
        start: { position },
        form: context.form,
        limit,
      });
      const response = await context.jmap.call([...calls, ...(isLast ? lastCalls : [])], context.signal);
      const page = await readPage(response, limit, context);
      request.keep(page.mails);
      box.note(position, page);
      if (isLast && lastCalls.length > 0) answer = response;
      underWay -= 1;
    }
  };
  await allOf(pagesAtOnce, work, () => (hasFailed = true));

  const unfinished: MailboxId[] = [];
  const left = boxes.values();
  const goOn = async (): Promise<void> => {
    for (const box of left) {
      const { inMailbox, end } = box;
      if (end === undefined) continue;
      answer = undefined;
      const pages = { filter: { inMailbox }, limit, keep: request.keep, isStopped };
      if (!(await readPagesAfter(end, pages, context))) unfinished.push(inMailbox);
    }
  };
  await allOf(pagesAtOnce, goOn, () => (hasFailed = true));
  return { unfinished, answer };
}

type Ends = Pick<Page, 'first' | 'last'>;

/** A mailbox and the pages that it seems to have. */
class PlannedMailbox {
  readonly inMailbox: MailboxId;
  readonly positions: readonly number[];
  /** A page was the last one: those planned after it are not needed. */
  hasEnded = false;
  readonly #begun: BegunMailbox;
  readonly #read = new Map<number, Ends>();

  constructor(begun: BegunMailbox, limit: number) {
    const { inMailbox, isCut, length, total = 0 } = begun;
    this.#begun = begun;
    this.inMailbox = inMailbox;
    // Each page has one message of the page before.
    const step = (isCut ? length : limit) - 1;
    const count = step < 1 ? 0 : Math.min(MAX_PAGES, Math.max(0, Math.ceil((total - length) / step)));
    this.positions = Array.from({ length: count }, (_, n) => length - 1 + n * step);
  }

  note(position: number, ends: Ends): void {
    this.#read.set(position, ends);
    this.hasEnded ||= ends.last === undefined;
  }

  /** The mail up to which all is listed; undefined where that is all there is. */
  get end(): MailId | undefined {
    let end = this.#begun.last;
    for (const position of this.positions) {
      const page = this.#read.get(position);
      if (end === undefined || page?.first !== end) return end;
      end = page.last;
    }
    return end;
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
