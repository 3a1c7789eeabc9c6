import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { graceAfter } from './grace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('graceAfter', () => {
  it('does not count before a stop', () => {
    const { isShort, overdue } = graceAfter(new AbortController().signal);

    vi.advanceTimersByTime(3_600_000);

    expect([isShort(), overdue.aborted]).toEqual([false, false]);
  });

  it.each([
    ['from the stop', new AbortController()],
    ['at once where the stop came first', stopped()],
  ])('counts %s: no batch begins after 40 s, all ends after 50 s', (_, stop) => {
    const { isShort, overdue } = graceAfter(stop.signal);
    stop.abort();

    vi.advanceTimersByTime(39_999);
    expect([isShort(), overdue.aborted]).toEqual([false, false]);
    vi.advanceTimersByTime(1);
    expect([isShort(), overdue.aborted]).toEqual([true, false]);
    vi.advanceTimersByTime(9_999);
    expect(overdue.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(overdue.aborted).toBe(true);
  });
});

function stopped(): AbortController {
  const controller = new AbortController();
  controller.abort();
  return controller;
}
