import { describe, expect, it } from 'vitest';
import { AuthError, ProtocolError, TransientError } from '../errors.ts';
import { LongAnswerError } from '../http/read-body.ts';
import { batchFailure, isTooLarge } from './batch-failure.ts';
import { methodError } from './method-error.ts';
import { requestError } from './request-error.ts';

const refused = (type: string, limit?: string): unknown =>
  requestError({ type: `urn:ietf:params:jmap:error:${type}`, limit }, 'POST x');

describe('batchFailure', () => {
  it.each(['requestTooLarge', 'invalidArguments', 'serverFail'])(
    'finds %s, which a smaller batch may not meet',
    (type) => {
      expect(batchFailure(methodError('Email/set', { type }))).toMatchObject({ type, method: 'Email/set' });
    },
  );

  it.each(['maxSizeRequest', 'maxObjectsInSet', undefined])(
    'finds the limit %s of a request, which a smaller batch may not exceed',
    (limit) => {
      expect(batchFailure(refused('limit', limit))).toMatchObject({ type: 'limit', limit });
    },
  );

  it.each(['stateMismatch', 'serverUnavailable', 'serverPartialFail', 'rateLimit'])(
    'does not find %s, which has nothing to do with the batch',
    (type) => {
      expect(batchFailure(methodError('Email/set', { type }))).toBeUndefined();
    },
  );

  it.each<[string, unknown]>([
    ['refused credentials', new AuthError('no')],
    ['a broken connection', new TransientError('gone', { cause: new Error('ECONNRESET') })],
    ['too many requests at once', refused('limit', 'maxConcurrentRequests')],
    ['a request that is none', refused('notRequest')],
    ['an answer that is none', new ProtocolError('broken')],
    ['something else', 'text'],
  ])('does not take %s for one', (_, error) => {
    expect(batchFailure(error)).toBeUndefined();
  });
});

describe('isTooLarge', () => {
  it.each([
    ['a method for which it is too much', methodError('Email/get', { type: 'requestTooLarge' }), true],
    ['a request over a limit', refused('limit', 'maxSizeRequest'), true],
    ['an answer that there is no room for', new LongAnswerError('long'), true],
    ['too many requests at once', refused('limit', 'maxConcurrentRequests'), false],
    ['a mistake in the arguments', methodError('Email/get', { type: 'invalidArguments' }), false],
    ['something else', new Error('x'), false],
  ])('tells %s from the rest', (_, error, expected) => {
    expect(isTooLarge(error)).toBe(expected);
  });
});
