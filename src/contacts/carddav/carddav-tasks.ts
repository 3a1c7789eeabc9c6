import { type CardExcerpt } from '../../dav/dav-card.ts';
import { type DavClient } from '../../dav/dav-client.ts';
import { ProtocolError } from '../../errors.ts';
import { type ByteGate } from './byte-gate.ts';
import { type Rewrite, rewriteCard } from './carddav-card.ts';
import { type JobResult, runJobs } from './run-jobs.ts';

/** Jobs or outcomes, by the job's position in the call. */
export type Positioned<T> = ReadonlyMap<number, T>;

/** All that one call does to one card. */
export interface CardTask<Outcome> {
  positions: readonly number[];
  run: () => Promise<JobResult<Positioned<Outcome>>>;
}

/**
 * Reads what the jobs ask about of all the cards at once, and whole cards only where they are to be written: photos are
 * large. The tasks then apply to each card all its jobs in one write.
 */
export async function rewriteTasks<Job, Outcome>(
  { dav, book, gate }: { dav: DavClient; book: URL; gate: ByteGate },
  jobsByCard: ReadonlyMap<string, Positioned<Job>>,
  props: readonly string[],
  rewriteFor: (jobs: Positioned<Job>) => Rewrite<Positioned<Outcome>>,
  signal: AbortSignal,
): Promise<CardTask<Outcome>[]> {
  if (jobsByCard.size === 0) return [];
  const look = ({ href, etag, size, data }: CardExcerpt) => ({
    state: { href, etag, size },
    result: unchanged(data, rewriteFor(jobsByCard.get(href) ?? new Map<number, Job>())),
  });
  const seen = await readExcerpts(dav, book, [...jobsByCard.keys()], props, look, signal);
  const toWrite = [...seen.values()].filter(({ result }) => result === undefined);
  const read = await dav.openCards(
    book,
    toWrite.map(({ state }) => state),
    signal,
  );
  return [...jobsByCard].map(([href, jobs]) => {
    const { state, result } = seen.get(href) ?? {};
    const rewrite = (): Promise<JobResult<Positioned<Outcome>>> =>
      rewriteCard(dav, href, () => read(href), rewriteFor(jobs), signal);
    return {
      positions: [...jobs.keys()],
      run: () =>
        result === undefined
          ? gate.run(state?.size ?? Infinity, rewrite)
          : Promise.resolve({ ok: true, result, reached: false }),
    };
  });
}

/** Answers in the order of the positions. What a card's task throws is the outcome of all its jobs. */
export async function runTasks<Outcome>(
  tasks: readonly CardTask<Outcome>[],
  signal: AbortSignal,
): Promise<(Outcome | { ok: false; error: Error })[]> {
  const outcomes: (Outcome | { ok: false; error: Error })[] = [];
  for (const settled of await runJobs(tasks, ({ run }) => run(), signal)) {
    if (settled.ok) {
      for (const [position, outcome] of settled.result) outcomes[position] = outcome;
    } else {
      for (const position of settled.job.positions) outcomes[position] = { ok: false, error: settled.error };
    }
  }
  return outcomes;
}

/** What `read` makes of some properties of these cards. Cards that are missing are read whole when their turn comes. */
async function readExcerpts<Entry>(
  dav: DavClient,
  book: URL,
  hrefs: readonly string[],
  props: readonly string[],
  read: (card: CardExcerpt) => Entry,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Entry>> {
  try {
    return await dav.multiget(book, hrefs, props, read, signal);
  } catch (error) {
    // One card can make the whole answer unreadable, by characters that XML does not have for instance.
    if (error instanceof ProtocolError) return new Map();
    throw error;
  }
}

/** What the jobs come to when they change nothing of the card; undefined when it is to be read whole. */
function unchanged<Outcome>(excerpt: string, rewrite: Rewrite<Outcome>): Outcome | undefined {
  try {
    const { text, result } = rewrite(excerpt);
    return text === excerpt ? result : undefined;
  } catch {
    // What is wrong with the card shows when it is read whole.
    return undefined;
  }
}
