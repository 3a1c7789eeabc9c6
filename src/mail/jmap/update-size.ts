import { TransientError } from '../../errors.ts';

/** A real Cyrus changes a thousand messages in 0.45 s. */
const MOST = 4_096;
const FEWEST = 100;

/** An answer that takes longer has fewer messages changed at once; one that takes a quarter of it has more again. */
const LONG_MS = 5_000;

/**
 * How many messages an Email/set changes. Cut off, a request may have to be made again, and while it lasts nobody knows whether
 * anything moves: so it is to be a matter of a few seconds, however slow the server.
 */
export class UpdateSize {
  readonly #now: () => number;
  #size = MOST;

  /** `now` in milliseconds of a steady clock. */
  constructor(now: () => number) {
    this.#now = now;
  }

  within(maxObjectsInSet: number): number {
    return Math.min(this.#size, maxObjectsInSet);
  }

  /** Makes a request that changes so many messages, and sees how long it takes. */
  async timed<T>(changes: number, request: () => Promise<T>): Promise<T> {
    const startedAt = this.#now();
    try {
      const answer = await request();
      this.#took(changes, this.#now() - startedAt);
      return answer;
    } catch (error) {
      // No answer in time, perhaps: the next cycle makes the same changes, and must not fail the same way.
      if (error instanceof TransientError) this.#took(changes, Infinity);
      throw error;
    }
  }

  #took(changes: number, ms: number): void {
    if (ms > LONG_MS && changes > FEWEST)
      this.#size = Math.max(FEWEST, Math.min(this.#size, Math.ceil(changes / 2)));
    else if (ms < LONG_MS / 4 && changes >= this.#size) this.#size = Math.min(MOST, this.#size * 2);
  }
}
