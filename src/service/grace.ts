/** How long a cycle in progress may go on when a stop was asked for. Kubernetes waits for 60 s unless told otherwise. */
const GRACE_MS = 50_000;

/** No part of a batch starts at the end of the grace: it would hardly be finished. */
const LAST_PART_MS = 10_000;

/** What is left of the time that a cycle in progress has. */
export interface Grace {
  /** Whether too little is left for another part of a batch. */
  readonly isShort: () => boolean;
  /** Aborts when the time is up. Stopping is safe anywhere then, for every sender that is not done is still labelled. */
  readonly overdue: AbortSignal;
}

/** Starts to count when `stop` aborts. Keeps no process alive. */
export function graceAfter(stop: AbortSignal): Grace {
  const controller = new AbortController();
  let isShort = false;
  const start = (): void => {
    setTimeout(() => (isShort = true), GRACE_MS - LAST_PART_MS).unref();
    setTimeout(() => controller.abort(), GRACE_MS).unref();
  };
  if (stop.aborted) start();
  else stop.addEventListener('abort', start, { once: true });
  return { isShort: () => isShort, overdue: controller.signal };
}
