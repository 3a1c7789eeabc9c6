import { AuthError, CertificateError, TransientError } from '../../errors.ts';

const JOBS_AT_ONCE = 4;
const FAILURES_IN_A_ROW = 4;
const OUTAGES = [TransientError, CertificateError, AuthError];

type Outcome<Result> = { ok: true; result: Result } | { ok: false; error: Error };

/** `reached`: whether the server answered a request of this job. It is false where none was needed. */
export type JobResult<Result> = Outcome<Result> & { reached: boolean };

export type Settled<Job, Result> = Outcome<Result> & { job: Job };

/**
 * Runs unrelated jobs, 4 at a time; answers in the order of the jobs. What a job throws is its own outcome, unless the
 * server is out of reach as a whole: 4 jobs in a row threw `TransientError`, `CertificateError` or `AuthError`, or all did
 * that sent a request, if those are 2 or more. Then no further job is started, and the last such error is thrown when those in
 * progress have ended. So is the signal's reason when aborted.
 */
export async function runJobs<Job, Result>(
  jobs: readonly Job[],
  run: (job: Job) => Promise<JobResult<Result>>,
  signal: AbortSignal,
): Promise<Settled<Job, Result>[]> {
  const settled: Settled<Job, Result>[] = [];
  const queue = jobs.entries();
  const watch = outageWatch();

  const settle = async (job: Job): Promise<Settled<Job, Result>> => {
    try {
      const { reached, ...outcome } = await run(job);
      if (reached) watch.answered();
      return { job, ...outcome };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Error)) throw error;
      if (OUTAGES.some((type) => error instanceof type)) watch.failed(error);
      else watch.answered();
      return { job, ok: false, error };
    }
  };
  const work = async (): Promise<void> => {
    for (const [index, job] of queue) {
      if (watch.isOutage()) return;
      signal.throwIfAborted();
      settled[index] = await settle(job);
    }
  };

  const workers = await Promise.allSettled(Array.from({ length: JOBS_AT_ONCE }, work));
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  watch.throwOutage();
  return settled;
}

function outageWatch() {
  let wasReached = false;
  let failuresInARow: Error[] = [];
  const isOutage = (): boolean => failuresInARow.length >= FAILURES_IN_A_ROW;
  return {
    isOutage,
    answered(): void {
      wasReached = true;
      // Jobs have been given up by then: a late answer does not bring them back.
      if (!isOutage()) failuresInARow = [];
    },
    failed(error: Error): void {
      failuresInARow.push(error);
    },
    throwOutage(): void {
      const last = failuresInARow.at(-1);
      const isEveryRequest = !wasReached && failuresInARow.length >= 2;
      if (last !== undefined && (isOutage() || isEveryRequest)) throw last;
    },
  };
}
