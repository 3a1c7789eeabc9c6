import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createByteGate } from './byte-gate.ts';

const MAX = 10;

/** A task that ends when it is told to. */
function heldTask() {
  let end = (): void => undefined;
  const promise = new Promise<void>((resolve) => (end = resolve));
  let hasBegun = false;
  const task = async (): Promise<void> => {
    hasBegun = true;
    await promise;
  };
  return { task, end: () => end(), hasBegun: () => hasBegun };
}

const settled = (): Promise<void> => new Promise(setImmediate);

describe('createByteGate', () => {
  it('runs what fits together, and what does not when there is room', async () => {
    const gate = createByteGate(MAX);
    const [one, two, three] = [heldTask(), heldTask(), heldTask()];
    const runs = [gate.run(6, one.task), gate.run(4, two.task), gate.run(1, three.task)];
    await settled();
    expect([one, two, three].map(({ hasBegun }) => hasBegun())).toEqual([true, true, false]);
    two.end();
    await settled();
    expect(three.hasBegun()).toBe(true);
    one.end();
    three.end();
    await Promise.all(runs);
  });

  it('runs a task that is larger than all room alone, and does not let later ones pass it', async () => {
    const gate = createByteGate(MAX);
    const [small, large, later] = [heldTask(), heldTask(), heldTask()];
    const runs = [gate.run(1, small.task), gate.run(1000, large.task), gate.run(1, later.task)];
    await settled();
    expect([large, later].map(({ hasBegun }) => hasBegun())).toEqual([false, false]);
    small.end();
    await settled();
    expect([large, later].map(({ hasBegun }) => hasBegun())).toEqual([true, false]);
    large.end();
    later.end();
    await Promise.all(runs);
  });

  it('never holds more than its bound, runs everything, and hands on results and errors', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ bytes: fc.nat(15), fails: fc.boolean() })), async (tasks) => {
        const gate = createByteGate(MAX);
        let held = 0;
        const results = await Promise.allSettled(
          tasks.map(({ bytes, fails }, index) =>
            gate.run(bytes, async () => {
              held += Math.min(bytes, MAX);
              expect(held).toBeLessThanOrEqual(MAX);
              await Promise.resolve();
              held -= Math.min(bytes, MAX);
              if (fails) throw new Error('failed');
              return index;
            }),
          ),
        );
        expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual(
          tasks.map(({ fails }, index) => (fails ? 'failed' : index)),
        );
      }),
    );
  });
});
