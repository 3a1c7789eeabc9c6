interface Run<T> {
  result: Promise<T>;
  controller: AbortController;
  waiting: number;
}

/**
 * Lets callers who come while `work` runs wait for that run instead of starting another. A caller's abort ends only its
 * own waiting; the work is aborted when nobody waits for it any more.
 */
export function sharedRun<T>(work: (signal: AbortSignal) => Promise<T>): (signal: AbortSignal) => Promise<T> {
  let current: Run<T> | undefined;
  return async (signal) => {
    signal.throwIfAborted();
    const run = (current ??= start(work));
    run.waiting += 1;
    try {
      return await orAborted(run.result, signal);
    } finally {
      run.waiting -= 1;
      if (run.waiting === 0) {
        run.controller.abort();
        if (current === run) current = undefined;
      }
    }
  };
}

function start<T>(work: (signal: AbortSignal) => Promise<T>): Run<T> {
  const controller = new AbortController();
  return { result: work(controller.signal), controller, waiting: 0 };
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (abort !== undefined) signal.removeEventListener('abort', abort);
  }
}
