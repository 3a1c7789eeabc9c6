import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseRetryAfter, repeatDelay } from './retry-after.ts';

const NOW = Date.UTC(1994, 10, 6, 8, 49, 0);

describe('parseRetryAfter', () => {
  it.each([
    ['seconds', '120', 120],
    ['zero seconds', '0', 0],
    ['seconds with white space around', ' 7 ', 7],
    ['a date', 'Sun, 06 Nov 1994 08:49:37 GMT', 37],
    ['a date of RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT', 37],
    ['a date that has passed', 'Sun, 06 Nov 1994 08:00:00 GMT', 0],
    ['no header', undefined, undefined],
    ['an empty value', '', undefined],
    ['a negative number', '-5', undefined],
    ['a fraction', '1.5', undefined],
    ['a day that is none', 'Sun, 99 Nov 1994 08:49:37 GMT', undefined],
    ['a word', 'soon', undefined],
  ])('reads %s', (_, value, seconds) => {
    expect(parseRetryAfter(value, NOW)).toBe(seconds);
  });

  it('reads a date of asctime as GMT, wherever the clock is', () => {
    vi.stubEnv('TZ', 'America/New_York');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(parseRetryAfter('Sun Nov  6 08:49:37 1994', NOW)).toBe(37);
  });

  it('rounds a part of a second up, so that the repeat does not come too early', () => {
    expect(parseRetryAfter('Sun, 06 Nov 1994 08:49:01 GMT', NOW + 1)).toBe(1);
  });

  it('reads every date that it could have been sent', () => {
    const anySecond = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(anySecond, fc.integer({ min: 0, max: 100_000 }), (now, wait) => {
        const header = new Date((now + wait) * 1000).toUTCString();
        expect(parseRetryAfter(header, now * 1000)).toBe(wait);
      }),
    );
  });

  it('answers any text with nothing or with a time to come', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const seconds = parseRetryAfter(text, NOW);
        expect(seconds === undefined || seconds >= 0).toBe(true);
      }),
    );
  });
});

describe('repeatDelay', () => {
  it.each([401, 429, 503])('is what status %i asks for', (status) => {
    expect(repeatDelay({ status, headers: { 'retry-after': '9' } }, NOW)).toBe(9);
  });

  it.each([200, 301, 403, 500])('is none for status %i', (status) => {
    expect(repeatDelay({ status, headers: { 'retry-after': '9' } }, NOW)).toBeUndefined();
  });
});
