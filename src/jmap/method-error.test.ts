import { describe, expect, it } from 'vitest';
import { ConflictError, ProtocolError, TransientError } from '../errors.ts';
import { MethodError, methodError } from './method-error.ts';

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
