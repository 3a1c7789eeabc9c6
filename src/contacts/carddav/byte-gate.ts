/**
 * Lets tasks run at the same time as long as what they hold in memory stays within a bound. A task that is larger than the
 * bound runs alone.
 */
export interface ByteGate {
  /** Runs the task when there is room for it; in the order in which they came. */
  run<Result>(bytes: number, task: () => Promise<Result>): Promise<Result>;
}

export function createByteGate(maxBytes: number): ByteGate {
  const waiting: { weight: number; start: () => void }[] = [];
  let held = 0;

  const admit = (): void => {
    for (let next = waiting[0]; next !== undefined && held + next.weight <= maxBytes; next = waiting[0]) {
      waiting.shift();
      held += next.weight;
      next.start();
    }
  };

  return {
    async run(bytes, task) {
      const weight = Math.min(bytes, maxBytes);
      await new Promise<void>((start) => {
        waiting.push({ weight, start });
        admit();
      });
      try {
        return await task();
      } finally {
        held -= weight;
        admit();
      }
    },
  };
}
