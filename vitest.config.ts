import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          testTimeout: 30_000,
          include: [
            'src/**/*.test.ts',
            'test/unit/**/*.test.ts',
            'test/sandbox/**/*.test.ts',
            'test/crash/**/*.test.ts',
          ],
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
