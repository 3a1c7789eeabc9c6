/** `stuck`: nothing moves any more. `starting`: no success yet. `stale`: the last progress is too long ago. */
export type HealthStatus = 'ok' | 'stuck' | 'starting' | 'stale';

/** What the health pages show. Ages are in whole seconds. */
export interface HealthReport {
  status: HealthStatus;
  version: string;
  uptimeSeconds: number;
  /** Null before the first success. */
  lastSuccessAgeSeconds: number | null;
  /** Failed cycles in a row. */
  consecutiveFailures: number;
  /** Finished cycles, failed ones included. */
  cycles: number;
}

/** Longer than any single request can take, its repetitions included. */
const STUCK_AFTER_MS = 10 * 60_000;

/** Cycles that failed in a row, and how long that lasted. */
export interface Outage {
  failures: number;
  /** From the first of them on. */
  seconds: number;
}

const MIN_STALE_AFTER_MS = 10_000;

/** What a service knows of its own life. It starts when this is made. */
export class Vitals {
  readonly #version: string;
  readonly #staleAfterMs: number;
  readonly #now: () => number;
  readonly #startedAt: number;
  #quietUntil: number;
  #progressAt: number;
  #successAt: number | undefined;
  #consecutiveFailures = 0;
  #failingSince = 0;
  #cycles = 0;

  /** `pollInterval` in seconds; `now` in milliseconds of a steady clock. */
  constructor({ version, pollInterval, now }: { version: string; pollInterval: number; now: () => number }) {
    this.#version = version;
    this.#staleAfterMs = Math.max(2 * pollInterval * 1000, MIN_STALE_AFTER_MS);
    this.#now = now;
    this.#startedAt = this.#quietUntil = this.#progressAt = now();
  }

  get consecutiveFailures(): number {
    return this.#consecutiveFailures;
  }

  /** Something happened, whatever it was: the process is not stuck. */
  moved(): void {
    this.#quietUntil = this.#now();
  }

  /** Nothing will happen for so many milliseconds, as it should be. */
  waits(ms: number): void {
    this.#quietUntil = this.#now() + ms;
  }

  /** Part of a cycle is done. */
  progressed(): void {
    this.moved();
    this.#progressAt = this.#now();
  }

  /** Answers with the outage that this ends, if there was one. */
  cycleSucceeded(): Outage | undefined {
    const failures = this.#consecutiveFailures;
    this.progressed();
    this.#successAt = this.#now();
    this.#cycles += 1;
    this.#consecutiveFailures = 0;
    return failures === 0
      ? undefined
      : { failures, seconds: Math.round((this.#now() - this.#failingSince) / 1000) };
  }

  /** A cycle found work and did none of it: that is neither a success nor a failure. */
  cycleLeftWork(): void {
    this.moved();
    this.#cycles += 1;
  }

  cycleFailed(): void {
    this.moved();
    this.#cycles += 1;
    if (this.#consecutiveFailures === 0) this.#failingSince = this.#now();
    this.#consecutiveFailures += 1;
  }

  /** Whether the process should go on. Does not depend on the servers. */
  liveness(): HealthReport {
    return this.#report(this.#now() - this.#quietUntil > STUCK_AFTER_MS ? 'stuck' : 'ok');
  }

  /** Whether the service does its work. */
  readiness(): HealthReport {
    if (this.#successAt === undefined) return this.#report('starting');
    return this.#report(this.#now() - this.#progressAt > this.#staleAfterMs ? 'stale' : 'ok');
  }

  #report(status: HealthStatus): HealthReport {
    const age = (time: number): number => Math.round((this.#now() - time) / 1000);
    return {
      status,
      version: this.#version,
      uptimeSeconds: age(this.#startedAt),
      lastSuccessAgeSeconds: this.#successAt === undefined ? null : age(this.#successAt),
      consecutiveFailures: this.#consecutiveFailures,
      cycles: this.#cycles,
    };
  }
}
