import { describe, expect, it } from 'vitest';
import { AuthError, ConflictError, ProtocolError, TransientError } from '../errors.ts';
import { MethodError, methodError, methodFailure } from './method-error.ts';

describe('methodError', () => {
  it.each([
    ['stateMismatch', ConflictError],
    ['serverUnavailable', TransientError],
    ['serverFail', TransientError],
    ['serverPartialFail', TransientError],
    ['rateLimit', TransientError],
    ['cannotCalculateChanges', MethodError],
    ['anchorNotFound', MethodError],
    ['requestTooLarge', MethodError],
    ['invalidResultReference', MethodError],
    ['forbidden', MethodError],
    ['accountNotSupportedByMethod', MethodError],
    ['somethingNew', MethodError],
  ])('makes %s a %o', (type, expected) => {
    expect(methodError('Email/set', { type })).toBeInstanceOf(expected);
  });

  it('tells method, type and a cleaned description', () => {
    const error = methodError('Email/query', { type: 'anchorNotFound', description: 'no\nsuch\u001b mail' });
    expect(error).toMatchObject({
      method: 'Email/query',
      type: 'anchorNotFound',
      message: 'Email/query failed: anchorNotFound (no such mail)',
    });
  });

  it('leaves out a description that is no text', () => {
    expect(methodError('Email/get', { type: 'x', description: { a: 1 } }).message).toBe(
      'Email/get failed: x',
    );
  });

  it('takes an error without a type for a broken contract', () => {
    const error = methodError('Email/get', { description: 'oops' });
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).not.toBeInstanceOf(MethodError);
  });
});

describe('methodFailure', () => {
  it.each(['requestTooLarge', 'invalidArguments', 'serverFail'])(
    'finds %s, which a smaller batch may not meet',
    (type) => {
      expect(methodFailure(methodError('Email/set', { type }))).toMatchObject({ type, method: 'Email/set' });
    },
  );

  it.each(['stateMismatch', 'serverUnavailable', 'serverPartialFail', 'rateLimit'])(
    'does not find %s, which has nothing to do with the batch',
    (type) => {
      expect(methodFailure(methodError('Email/set', { type }))).toBeUndefined();
    },
  );

  it.each<[string, unknown]>([
    ['refused credentials', new AuthError('no')],
    ['a broken connection', new TransientError('gone', { cause: new Error('ECONNRESET') })],
    ['something else', 'text'],
  ])('does not take %s for one', (_, error) => {
    expect(methodFailure(error)).toBeUndefined();
  });
});
