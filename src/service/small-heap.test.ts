import { expect, it } from 'vitest';
import { releaseMemory } from './small-heap.ts';

const MIB = 1024 * 1024;

it('gives back what is not needed any more', async () => {
  await releaseMemory();
  const before = process.memoryUsage().heapUsed;
  const kept = { garbage: Array.from({ length: 2 * MIB }, (_, n) => ({ n })) };
  const full = process.memoryUsage().heapUsed;
  kept.garbage = [];

  await releaseMemory();

  expect(full - before).toBeGreaterThan(30 * MIB);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10 * MIB);
});
