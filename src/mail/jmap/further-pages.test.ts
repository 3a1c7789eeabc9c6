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

/** A server with one mailbox, whose mail is changed before each answer. */
class Server {
  readonly requests: (readonly Invocation[])[] = [];
  mostAtOnce = 0;
  #underWay = 0;
  readonly mails: string[];
  readonly #maxLength: number;
  readonly #before: (mails: string[], request: number) => unknown;

  constructor(
    count: number,
    {
      maxLength = Infinity,
      before = () => undefined,
    }: { maxLength?: number; before?: (mails: string[], request: number) => unknown } = {},
  ) {
    this.mails = Array.from({ length: count }, (_, n) => `m${n}`);
    this.#maxLength = maxLength;
    this.#before = before;
  }

  get jmap(): JmapClient {
    return {
      call: async (calls: readonly Invocation[]) => {
        const request = this.requests.push(calls);
        this.mostAtOnce = Math.max(this.mostAtOnce, (this.#underWay += 1));
        await Promise.resolve();
        this.#underWay -= 1;
        this.#before(this.mails, request);
        const query = calls.find(([name]) => name === 'Email/query')?.[1] ?? {};
        const page = this.#page(query);
        return {
          get(callId: string): Record<string, unknown> {
            if (page === undefined) throw new MethodError('Email/query', 'anchorNotFound', '');
            if (callId === 'query') return page;
            const list = page.ids.map((id) => ({ id, mailboxIds: { box: true }, from: [] }));
            return { state: 's', list, notFound: [] };
          },
        };
      },
    } as unknown as JmapClient;
  }

  #page({
    anchor,
    position = 0,
    limit = 0,
  }: Record<string, unknown>): { ids: string[]; limit?: number } | undefined {
    const start = typeof anchor === 'string' ? this.mails.indexOf(anchor) + 1 : Number(position);
    if (anchor !== undefined && start === 0) return undefined;
    const length = Math.min(Number(limit), this.#maxLength);
    const ids = this.mails.slice(start, start + length);
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
): Promise<ReadFurther & { mails: Set<string> }> {
  const mails = new Set(server.mails.slice(0, length));
  const last = server.mails[length - 1];
  const read = await readFurtherPages(
    [{ inMailbox: 'box', last, length, isCut, total }],
    {
      limit,
      pagesAtOnce: 4,
      keep: (page) => {
        for (const one of page) mails.add('mail' in one ? one.mail.id : one.id);
      },
      isRoomFor: () => isRoom,
      isStopped: () => false,
      lastCalls: [LAST],
    },
    { jmap: server.jmap, form: LISTED, signal },
  );
  return { ...read, mails };
}

describe('further pages', () => {
  it.each<[string, Reading]>([
    ['counted its mail', { limit: 4, total: 20 }],
    ['gave a shorter first page', { limit: 4, length: 2, total: 20 }],
    ['did not count its mail', { limit: 4 }],
    ['counted too few', { limit: 4, total: 9 }],
    ['counted too many', { limit: 4, total: 60 }],
    ['says that there is more mail than any mailbox has', { limit: 4, total: 1e15 }],
    ['counted nonsense', { limit: 4, total: -1 }],
    ['gives one at a time', { limit: 4, length: 1, isCut: true, total: 20 }],
    ['takes a single mail a page', { limit: 1, total: 20 }],
  ])('bring all mail where the server %s', async (_, reading) => {
    const server = new Server(20, { maxLength: reading.isCut === true ? 1 : Infinity });

    const { mails, unfinished } = await readAll(server, reading);

    expect([...mails].sort()).toEqual([...server.mails].sort());
    expect(unfinished).toEqual([]);
  });

  it('are read side by side, a request each, and the calls for the end go with the last', async () => {
    const server = new Server(20);

    const { answer } = await readAll(server, { limit: 4, total: 20 });

    expect(server.requests.map((calls) => calls.at(-1) === LAST)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(server.mostAtOnce).toBe(4);
    expect(answer).toBeDefined();
  });

  it('have no answer for the end where a page turned up after it', async () => {
    const { answer } = await readAll(new Server(20), { limit: 4, total: 15 });

    expect(answer).toBeUndefined();
  });

  it('are read one by one where there is no room for more', async () => {
    const server = new Server(20);

    const { mails } = await readAll(server, { limit: 4, total: 20, isRoom: false });

    expect(server.mostAtOnce).toBe(1);
    expect(mails.size).toBe(20);
  });

  it.each<[string, (mails: string[]) => unknown]>([
    ['leaves from a page before', (mails) => mails.splice(0, 1)],
    ['leaves from several pages before', (mails) => mails.splice(2, 6)],
    ['leaves from the end of the page before', (mails) => mails.splice(9, 1)],
    ['comes on a page before', (mails) => mails.unshift('early')],
  ])('miss no mail of a page where other mail %s', async (_, change) => {
    const server = new Server(20, { before: (mails, request) => request === 3 && change(mails) });

    const { mails } = await readAll(server, { limit: 4, total: 20 });

    expect(server.mails.filter((id) => id !== 'early' && !mails.has(id))).toEqual([]);
  });

  it('miss nothing that is there all the time, whatever leaves or comes while they are read', async () => {
    // Positions at which mail leaves before an answer; where there is none, mail comes.
    const changes = fc.array(fc.array(fc.nat(40), { maxLength: 4 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.nat(34),
        changes,
        fc.integer({ min: -2, max: 12 }),
        async (limit, more, changes, miscounted) => {
          const leaving = new Set<string>();
          const queue = changes.values();
          let late = 0;
          const server = new Server(limit + more, {
            before: (mails) => {
              for (const at of queue.next().value ?? []) {
                if (at < mails.length && leaving.size < 8)
                  mails.splice(at, 1).forEach((id) => leaving.add(id));
                else mails.push(`late${(late += 1)}`);
              }
            },
          });
          const there = [...server.mails];

          const { mails } = await readAll(server, { limit, total: there.length + miscounted });

          expect(there.filter((id) => !leaving.has(id) && !mails.has(id))).toEqual([]);
        },
      ),
    );
  });
});
