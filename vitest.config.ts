import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Vitest's own default leaves a processor idle: of two, that is half.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          testTimeout: 30_000,
          // No test file changes what others see, and a worker for each would take three times as long.
          isolate: false,
          setupFiles: ['test/support/property-cases.ts'],
          globalSetup: ['test/support/property-announcement.ts'],
          include: ['src/**/*.test.ts', 'test/unit/**/*.test.ts', 'test/sandbox/**/*.test.ts'],
        },
      },
      // Apart, because it mocks modules of the program.
      { test: { name: 'crash', testTimeout: 60_000, include: ['test/crash/**/*.test.ts'] } },
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
