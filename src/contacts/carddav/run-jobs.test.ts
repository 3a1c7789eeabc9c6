import { describe, expect, it } from 'vitest';
import { AuthError, ConflictError, SenderError, TransientError } from '../../errors.ts';
import { type JobResult, runJobs } from './run-jobs.ts';

const { signal: neverAborted } = new AbortController();

/** What a job of a test does: its letter's end. */
const ENDS = {
  /** The server answered. */
  a: (): JobResult<string> => ({ ok: true, result: 'a', reached: true }),
  /** No request was needed. */
  n: (): JobResult<string> => ({ ok: true, result: 'n', reached: false }),
  /** The server answered that a card is gone. */
  g: (): JobResult<string> => ({ ok: false, error: new TransientError('gone'), reached: true }),
  s: (): never => {
    throw new SenderError('refused');
  },
  c: (): never => {
    throw new ConflictError('changed');
  },
  t: (): never => {
    throw new TransientError('unavailable');
  },
  u: (): never => {
    throw new AuthError('unauthorised');
  },
};

type End = keyof typeof ENDS;

const jobsOf = (ends: string): End[] => ends.split('') as End[];

/** Ends jobs in their order, one after the other. */
const run = (end: End): Promise<JobResult<string>> =>
  new Promise((resolve) => {
    resolve(ENDS[end]());
  });

describe('runJobs', () => {
  it('answers in the order of the jobs, not in that of their ends', async () => {
    const started: (() => void)[] = [];
    const all = runJobs(
      [0, 1, 2],
      (job) =>
        new Promise<JobResult<string>>((resolve) => {
          started[job] = () => resolve({ ok: true, result: `result ${job}`, reached: true });
          if (job === 2) for (const end of started.toReversed()) end();
        }),
      neverAborted,
    );
    await expect(all).resolves.toEqual([
      { job: 0, ok: true, result: 'result 0' },
      { job: 1, ok: true, result: 'result 1' },
      { job: 2, ok: true, result: 'result 2' },
    ]);
  });

  it('runs 4 at a time', async () => {
    let running = 0;
    let most = 0;
    const all = await runJobs(
      Array.from({ length: 20 }, (_, i) => i),
      async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return { ok: true, result: undefined, reached: true };
      },
      neverAborted,
    );
    expect([all.length, most]).toEqual([20, 4]);
  });

  it.each([
    ['no jobs', ''],
    ['one failure alone', 't'],
    ['one refused login alone', 'u'],
    ['a failure beside a success', 'ta'],
    ['failures of the server with one success', 'ttatt'],
    ['failures that are the senders own', 'sssssss'],
    ['conflicts', 'ccccc'],
    ['cards that are gone', 'ggggg'],
    ['a failure beside a job that needed no request', 'tn'],
    ['failures beside an answer that was a refusal', 'tst'],
    ['three failures in a row, twice', 'tttattt'],
  ])('takes %s for outcomes', async (_, ends) => {
    const settled = await runJobs(jobsOf(ends), run, neverAborted);
    expect(settled.map(({ job }) => job).join('')).toBe(ends);
    expect(settled.map(({ ok }) => ok)).toEqual(jobsOf(ends).map((end) => 'an'.includes(end)));
  });

  it.each([
    ['all of two', 'tt', TransientError],
    ['all of three', 'ttt', TransientError],
    ['all that sent a request', 'tnnt', TransientError],
    ['refused logins', 'uu', AuthError],
    ['either, the last of them', 'tu', AuthError],
    ['4 in a row after a success', 'atttt', TransientError],
    ['4 in a row, jobs without requests between them', 'attnntnt', TransientError],
  ])('throws when the server is out of reach: %s', async (_, ends, error) => {
    await expect(runJobs(jobsOf(ends), run, neverAborted)).rejects.toThrow(error);
  });

  it('starts no further job then', async () => {
    let started = 0;
    const failing = runJobs(
      jobsOf('t'.repeat(100)),
      (end) => {
        started += 1;
        return run(end);
      },
      neverAborted,
    );
    await expect(failing).rejects.toThrow(TransientError);
    expect(started).toBeLessThanOrEqual(7);
  });

  it('stands by it when a job in progress succeeds after all', async () => {
    let endFirst = (): void => undefined;
    const failing = runJobs(
      ['a', ...jobsOf('t'.repeat(6))] as const,
      (end) => {
        if (end === 't') return run(end);
        return new Promise<JobResult<string>>((resolve) => {
          endFirst = () => resolve(ENDS.a());
        });
      },
      neverAborted,
    );
    setImmediate(() => endFirst());
    await expect(failing).rejects.toThrow(TransientError);
  });

  it('throws the reason of an abort, and starts no further job', async () => {
    const stop = new AbortController();
    let started = 0;
    const aborted = runJobs(
      jobsOf('aaaaaaaaaa'),
      (end) => {
        started += 1;
        if (started === 5) stop.abort(new Error('stop now'));
        stop.signal.throwIfAborted();
        return run(end);
      },
      stop.signal,
    );
    await expect(aborted).rejects.toThrow('stop now');
    expect(started).toBe(5);
  });
});
