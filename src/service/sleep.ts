import { setTimeout } from 'node:timers/promises';

/** Fulfilled after `ms`, or at once when the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export const sleep: Sleep = async (ms, signal) => {
  // Only the signal can reject this.
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
};
