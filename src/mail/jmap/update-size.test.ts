import { describe, expect, it } from 'vitest';
import { ConflictError, TransientError } from '../../errors.ts';
import { UpdateSize } from './update-size.ts';

const LIMIT = 4_096;

/** A size, and what makes requests that take so long. */
function timedSize() {
  let now = 0;
  const size = new UpdateSize(() => now);
  const change = (mails: number, ms: number, error?: Error): Promise<void> =>
    size
      .timed(mails, () => {
        now += ms;
        return error === undefined ? Promise.resolve() : Promise.reject(error);
      })
      .catch((thrown: unknown) => {
        if (thrown !== error) throw thrown;
      });
  return { size, change };
}

describe('the size of an Email/set', () => {
  it.each([
    ['what the session allows', 500, 500],
    ['a few seconds of work at most, whatever the session allows', 100_000, LIMIT],
  ])('is %s', (_, allowed, expected) => {
    expect(timedSize().size.within(allowed)).toBe(expected);
  });

  it.each<[string, number, number, Error | undefined, number]>([
    ['stays after a second', LIMIT, 1_000, undefined, LIMIT],
    ['is half after a request that took long', LIMIT, 6_000, undefined, 2_048],
    ['is half of what took long, where that was less', 1_000, 6_000, undefined, 500],
    ['is half after a request that got no answer', LIMIT, 30_000, new TransientError('silent'), 2_048],
    ['stays after a conflict, which comes at once', LIMIT, 10, new ConflictError('moved'), LIMIT],
    ['stays after a few mails, whose time tells of the way and not of the work', 5, 9_000, undefined, LIMIT],
  ])('%s', async (_, mails, ms, error, expected) => {
    const { size, change } = timedSize();

    await change(mails, ms, error);

    expect(size.within(LIMIT)).toBe(expected);
  });

  it('never falls below a hundred', async () => {
    const { size, change } = timedSize();

    for (let n = 0; n < 10; n += 1) await change(size.within(LIMIT), 10_000);

    expect(size.within(LIMIT)).toBe(100);
  });

  it('grows again once the server is quick', async () => {
    const { size, change } = timedSize();
    for (let n = 0; n < 3; n += 1) await change(size.within(LIMIT), 10_000);

    for (let n = 0; n < 3; n += 1) await change(size.within(LIMIT), 200);

    expect(size.within(LIMIT)).toBe(LIMIT);
  });
});
