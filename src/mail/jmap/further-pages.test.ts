import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../test/support/property-cases.ts';
import { type Invocation } from '../../jmap/invocation.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { MethodError } from '../../jmap/method-error.ts';
import { type BegunMailbox, readFurtherPages, type ReadFurther } from './further-pages.ts';
import { LISTED } from './jmap-mail.ts';

const signal = new AbortController().signal;

/** Calls that a test tells from the pages. */
const LAST: Invocation = ['Core/echo', {}, 'last'];

interface Behaviour {
  /** The most messages that it gives at once, answer by answer; all that are asked for after that. */
  readonly maxLengths?: readonly number[];
  /** Which of the requests under way it answers next, answer by answer; then the first. */
  readonly picks?: readonly number[];
  /** What happens to the mail before the answer of this number, the first being 1. Answers with whether anything did. */
  readonly change?: (mails: number[], answer: number) => boolean;
}

/** A server with one mailbox, whose messages are numbers in the order in which they came. */
class Server {
  readonly mails: number[];
  /** In the order in which they came. */
  readonly requests: (readonly Invocation[])[] = [];
  mostAtOnce = 0;
  readonly #behaviour: Behaviour;
  readonly #waiting: (() => void)[] = [];
  #answers = 0;
  #state = 0;

  constructor(count: number, behaviour: Behaviour = {}) {
    this.mails = Array.from({ length: count }, (_, n) => n);
    this.#behaviour = behaviour;
  }

  readonly jmap = {
    call: async (calls: readonly Invocation[]) => {
      this.requests.push(calls);
      await new Promise<void>((answer) => {
        this.#waiting.push(answer);
        this.mostAtOnce = Math.max(this.mostAtOnce, this.#waiting.length);
        // When all that is asked for now has come.
        if (this.#waiting.length === 1) setImmediate(() => this.#answerNext());
      });
      this.#answers += 1;
      if (this.#behaviour.change?.(this.mails, this.#answers) === true) this.#state += 1;
      const page = this.#page(calls.find(([name]) => name === 'Email/query')?.[1] ?? {});
      const state = String(this.#state);
      return {
        get(callId: string): Record<string, unknown> {
          if (page === undefined) throw new MethodError('Email/query', 'anchorNotFound', '');
          if (callId === 'query') return page;
          const list = page.ids.map((id) => ({ id, mailboxIds: { box: true }, from: [] }));
          return { state, list, notFound: [] };
        },
      };
    },
  } as unknown as JmapClient;

  #answerNext(): void {
    const pick = this.#behaviour.picks?.[this.#answers] ?? 0;
    const [answer] = this.#waiting.splice(pick % this.#waiting.length, 1);
    if (this.#waiting.length > 0) setImmediate(() => this.#answerNext());
    answer?.();
  }

  #page({
    anchor,
    position = 0,
    limit = 0,
  }: Record<string, unknown>): { ids: string[]; limit?: number } | undefined {
    const start = typeof anchor === 'string' ? this.mails.indexOf(Number(anchor)) + 1 : Number(position);
    if (anchor !== undefined && start === 0) return undefined;
    const length = Math.min(Number(limit), this.#behaviour.maxLengths?.[this.#answers - 1] ?? Infinity);
    const ids = this.mails.slice(start, start + length).map(String);
    return length < Number(limit) ? { ids, limit: length } : { ids };
  }
}

interface Reading extends Partial<Pick<BegunMailbox, 'total' | 'isCut'>> {
  readonly limit: number;
  /** Of the first page. */
  readonly length?: number;
  readonly isRoom?: boolean;
}

/** Reads a mailbox to its end. */
async function readAll(
  server: Server,
  { limit, length = limit, isCut = false, isRoom = true, total }: Reading,
): Promise<ReadFurther & { mails: Set<number> }> {
  const mails = new Set(server.mails.slice(0, length));
  const last = String(server.mails[length - 1]);
  const read = await readFurtherPages(
    [{ inMailbox: 'box', last, length, isCut, total }],
    {
      limit,
      pagesAtOnce: 4,
      keep: (page) => {
        for (const one of page) mails.add(Number('mail' in one ? one.mail.id : one.id));
      },
      isRoomBeside: () => isRoom,
      isStopped: () => false,
      lastCalls: [LAST],
    },
    { jmap: server.jmap, form: LISTED, signal },
  );
  return { ...read, mails };
}

const byNumber = (one: number, other: number): number => one - other;

describe('further pages', () => {
  it.each<[string, number, Reading]>([
    ['counted its mail', 6, { limit: 4, total: 20 }],
    ['gave a shorter first page', 7, { limit: 4, length: 2, total: 20 }],
    ['gives fewer at once than were asked for', 17, { limit: 100, length: 3, isCut: true, total: 20 }],
    ['gives one at a time', 20, { limit: 4, length: 1, isCut: true, total: 20 }],
    ['is asked for one at a time', 20, { limit: 1, total: 20 }],
    ['did not count its mail', 5, { limit: 4 }],
    ['counted too few', 6, { limit: 4, total: 9 }],
    ['counted too many', 9, { limit: 4, total: 60 }],
    ['says that there is more mail than any mailbox has', 9, { limit: 4, total: 1e15 }],
    ['counted nonsense', 5, { limit: 4, total: -1 }],
  ])('bring all mail where the server %s, in %i requests at most', async (_, requests, reading) => {
    const maxLengths = reading.isCut === true ? Array<number>(40).fill(reading.length ?? 1) : [];
    const server = new Server(20, { maxLengths });

    const { mails, unfinished } = await readAll(server, reading);

    expect([...mails].sort(byNumber)).toEqual(server.mails);
    expect(unfinished).toEqual([]);
    expect(server.requests.length).toBeLessThanOrEqual(requests);
  });

  it.each([
    ['that is not full', 21],
    ['that is full but for what the page before has', 19],
  ])('are asked for side by side, and what has changed along with the last one, %s', async (_, count) => {
    const server = new Server(count);

    const { answer } = await readAll(server, { limit: 4, total: count });

    expect(server.mostAtOnce).toBe(4);
    expect(server.requests.map((calls) => calls.includes(LAST))).toEqual([
      ...Array<boolean>(5).fill(false),
      true,
    ]);
    expect(answer).toBeDefined();
  });

  it('are asked for one by one where there is no room for more', async () => {
    const server = new Server(20);

    const { mails } = await readAll(server, { limit: 4, total: 20, isRoom: false });

    expect(server.mostAtOnce).toBe(1);
    expect(mails.size).toBe(20);
  });

  it.each<[string, Behaviour, number]>([
    ['a page turned up that nobody counted', {}, 15],
    ['mail changed between it and a page', { picks: [0, 0, 2], change: (_, answer) => answer === 4 }, 20],
  ])('do not take for the last word what has changed where %s', async (_, behaviour, total) => {
    const { answer } = await readAll(new Server(20, behaviour), { limit: 4, total });

    expect(answer).toBeUndefined();
  });

  it('are not read in vain for long where one does not go on from the one before', async () => {
    const server = new Server(400, {
      change: (mails, answer) => answer === 1 && mails.splice(0, 1).length > 0,
    });

    await readAll(server, { limit: 4, total: 400 });

    expect(server.requests.length).toBeLessThan(110);
  });

  it('end as a whole when one fails', async () => {
    const server = new Server(40, {
      change: (_, answer) => {
        if (answer === 2) throw new MethodError('Email/query', 'serverFail', '');
        return false;
      },
    });

    await expect(readAll(server, { limit: 4, total: 40 })).rejects.toThrow('serverFail');

    expect(server.requests.length).toBeLessThan(6);
  });

  it.each<[string, (mails: number[]) => unknown]>([
    ['leaves from pages before', (mails) => mails.splice(2, 6)],
    ['leaves from the end of the page before', (mails) => mails.splice(5, 2)],
    ['comes on a page before', (mails) => mails.unshift(-2, -1)],
  ])('miss no mail of a page where other mail %s', async (_, change) => {
    const server = new Server(20, {
      change: (mails, answer) => answer === 2 && change(mails) !== undefined,
    });

    const { mails } = await readAll(server, { limit: 4, total: 20 });

    expect(server.mails.filter((id) => id >= 0 && !mails.has(id))).toEqual([]);
  });

  it('miss nothing that is there all the time, in whatever order they are answered while mail comes and leaves', async () => {
    const change = fc.record({ at: fc.nat(45), kind: fc.constantFrom('leaves', 'comes', 'comes back') });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ limit: fc.integer({ min: 1, max: 5 }), more: fc.nat(30) }),
        fc.integer({ min: -4, max: 12 }),
        fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 5 }),
        fc.record({
          picks: fc.array(fc.nat(5), { maxLength: 30 }),
          maxLengths: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 12 }),
        }),
        async ({ limit, more }, miscounted, changes, behaviour) => {
          const left = new Set<number>();
          let late = 0;
          const server = new Server(limit + more, {
            ...behaviour,
            change: (mails, answer) => {
              for (const { at, kind } of changes[answer - 1] ?? []) {
                if (kind === 'leaves') for (const id of mails.splice(at, 1)) left.add(id);
                else if (kind === 'comes') mails.push(at + (late += 0.001));
                else mails.push(...[...left].filter((id) => !mails.includes(id)).slice(0, 1));
                mails.sort(byNumber);
              }
              return true;
            },
          });
          const there = [...server.mails];

          const { mails } = await readAll(server, { limit, total: there.length + miscounted });

          expect(there.filter((id) => !left.has(id) && !mails.has(id))).toEqual([]);
        },
      ),
    );
  });
});
