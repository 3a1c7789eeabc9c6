import { describe, expect, it } from 'vitest';
import { FASTMAIL_LIMITS } from '../../sandbox/store/options.ts';
import { canShrink, requestSizes } from './request-sizes.ts';

describe('the sizes of requests', () => {
  it('are as large as Fastmail and Cyrus allow, and answers have room for', () => {
    expect(requestSizes(FASTMAIL_LIMITS)).toEqual({
      listed: 4_096,
      checked: 2_048,
      mailboxesAtOnce: 10,
      callsAtOnce: 50,
      requestsAtOnce: 4,
    });
  });

  it('do not grow with what a session allows beyond that', () => {
    const limits = { ...FASTMAIL_LIMITS, maxObjectsInGet: 100_000, maxCallsInRequest: 1_000 };

    expect(requestSizes(limits)).toEqual({ ...requestSizes(FASTMAIL_LIMITS), callsAtOnce: 1_000 });
  });

  it('are as small as the session wants them', () => {
    const limits = {
      ...FASTMAIL_LIMITS,
      maxObjectsInGet: 10,
      maxCallsInRequest: 5,
      maxConcurrentRequests: 1,
    };

    expect(requestSizes(limits)).toEqual({
      listed: 10,
      checked: 10,
      mailboxesAtOnce: 2,
      callsAtOnce: 5,
      requestsAtOnce: 1,
    });
  });

  it('shrink until a request has one mail of one mailbox', () => {
    const parts = Array.from({ length: 14 }, (_, n) => requestSizes(FASTMAIL_LIMITS, 2 ** n));

    expect(parts.findIndex((sizes) => !canShrink(sizes))).toBe(12);
  });
});
