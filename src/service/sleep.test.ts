import { describe, expect, it } from 'vitest';
import { sleep } from './sleep.ts';

describe('sleep', () => {
  it('ends by itself', async () => {
    await expect(sleep(1, new AbortController().signal)).resolves.toBeUndefined();
  });

  it('ends at once when the signal aborts, however long it was to be', async () => {
    const controller = new AbortController();
    const asleep = sleep(86_400_000, controller.signal);

    controller.abort();

    await expect(asleep).resolves.toBeUndefined();
  });

  it('does not begin when the signal has aborted', async () => {
    await expect(sleep(86_400_000, AbortSignal.abort())).resolves.toBeUndefined();
  });
});
