import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import { createHeapWatch, releaseMemory } from './small-heap.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MIB = 1024 * 1024;

/** Fills memory with what is soon garbage; prints how large the part of the heap became where objects begin, in bytes. */
const FILL = `
  const { getHeapSpaceStatistics } = await import('node:v8');
  const kept = [];
  for (let n = 0; n < 1_000_000; n += 1) kept[n % 20_000] = { n, list: [n] };
  console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size);
`;

const KEEP_HEAP_SMALL = `
  const { importTs } = await import('./scripts/import-ts.mjs');
  const { keepHeapSmall } = await importTs('src/service/small-heap.ts');
  keepHeapSmall();
`;

/** In a process of its own: flags are for all of a process, and cannot be taken back. */
const run = (code: string): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], { cwd: ROOT });

it('keeps the part of the heap small where objects begin', async () => {
  const [left, kept] = await Promise.all([run(FILL), run(KEEP_HEAP_SMALL + FILL)]);

  expect(Number(left.stdout)).toBeGreaterThan(16 * MIB);
  expect(Number(kept.stdout)).toBeLessThan(8 * MIB);
});

it('sets only flags that this Node knows: of others, V8 complains and ignores those that follow', async () => {
  expect(await run(KEEP_HEAP_SMALL)).toEqual({ stdout: '', stderr: '' });
});

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

it('collects garbage where it is told to look and there is much of it', async () => {
  await releaseMemory();
  const look = createHeapWatch();
  const before = process.memoryUsage().heapUsed;
  const kept = { garbage: Array.from({ length: MIB }, (_, n) => ({ n })) };
  const full = process.memoryUsage().heapUsed;
  kept.garbage = [];

  look();

  expect(full - before).toBeGreaterThan(15 * MIB);
  await vi.waitFor(() => expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 * MIB), 10_000);
});
