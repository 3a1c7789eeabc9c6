import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Of these `npm test` runs a part: what asks which part a run is (`test/support/part.ts`). */
const DIVIDED = readdirSync(join(import.meta.dirname, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => `test/${path}`)
  .filter((path) =>
    /ThisPart\(|describeOnSandbox\(/.test(readFileSync(join(import.meta.dirname, path), 'utf8')),
  );

/** Too slow for `npm test`. */
const SLOW = [
  'src/mail/jmap/request-size.test.ts',
  'test/crash/category-trees.test.ts',
  'test/crash/leave.test.ts',
  'test/sandbox/e2e-parts.test.ts',
  'test/sandbox/large-sweep.test.ts',
  'test/sandbox/log-standing.test.ts',
  'test/unit/fork.test.ts',
  'test/unit/image-scripts.test.ts',
];

/** Mocks modules of the program. */
const MOCKING = 'test/crash/broken-builds.test.ts';

const inOneWorker = {
  // No test file changes what others see, and a worker for each would take three times as long.
  isolate: false,
  setupFiles: ['test/support/property-cases.ts'],
  globalSetup: ['test/support/property-announcement.ts'],
  // The gate's ten thousand cases of one property take up to half a minute.
  testTimeout: 120_000,
};

export default defineConfig({
  test: {
    // Vitest's own default leaves a processor idle: of two, that is half.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          ...inOneWorker,
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/{unit,sandbox,crash}/**/*.test.ts'],
          exclude: [MOCKING, ...SLOW],
        },
      },
      { test: { name: 'mocked', testTimeout: 30_000, include: [MOCKING] } },
      {
        test: {
          ...inOneWorker,
          name: 'explore',
          include: [...DIVIDED, ...SLOW],
          provide: { isExploration: true },
        },
      },
      {
        test: {
          name: 'cyrus',
          include: ['test/cyrus/**/*.test.ts'],
          globalSetup: ['test/support/cyrus-global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'image',
          include: ['test/image/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
