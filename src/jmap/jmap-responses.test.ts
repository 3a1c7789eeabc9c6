import { type Invocation } from './invocation.ts';
import { describe, expect, it } from 'vitest';
import { ConflictError, ProtocolError, TransientError } from '../errors.ts';
import { readResponses } from './jmap-responses.ts';
import { MethodError } from './method-error.ts';

const CALLS: Invocation[] = [
  ['Email/query', {}, 'a'],
  ['Email/get', {}, 'b'],
];

const read = (...methodResponses: unknown[]) => readResponses({ methodResponses }, CALLS, 'POST x');

describe('a response', () => {
  it('is found by the id of its call', () => {
    const responses = read(['Email/query', { ids: [] }, 'a'], ['Email/get', { list: [] }, 'b']);
    expect(responses.get('a')).toEqual({ ids: [] });
    expect(responses.get('b')).toEqual({ list: [] });
  });

  it.each([
    ['cannotCalculateChanges', MethodError],
    ['serverFail', TransientError],
    ['stateMismatch', ConflictError],
  ])('that is the error %s throws when it is asked for, while others do not', (type, expected) => {
    const responses = read(['error', { type }, 'a'], ['Email/get', { list: [] }, 'b']);
    expect(() => responses.get('a')).toThrow(expected);
    expect(() => responses.get('a')).toThrow(`Email/query failed: ${type}`);
    expect(responses.get('b')).toEqual({ list: [] });
  });

  it('to a call that refers to a failed one is an error, too', () => {
    const responses = read(
      ['error', { type: 'serverFail' }, 'a'],
      ['error', { type: 'invalidResultReference' }, 'b'],
    );
    expect(() => responses.get('b')).toThrow(MethodError);
  });

  it.each([
    ['that is missing', []],
    ['to another call', [['Email/query', {}, 'z']]],
    ['of another method', [['Mailbox/get', {}, 'a']]],
  ])('%s breaks the contract', (_, methodResponses) => {
    const responses = read(...methodResponses);
    expect(() => responses.get('a')).toThrow(new ProtocolError('Email/query got no response from POST x'));
  });

  it('is not mistaken for that of a method which ran along with its own', () => {
    const responses = read(['Email/set', { x: 1 }, 'b'], ['Email/get', { x: 2 }, 'b']);
    expect(responses.get('b')).toEqual({ x: 2 });
  });

  it('to a call that was never made is a mistake of the caller', () => {
    expect(() => read().get('z')).toThrow(ProtocolError);
  });
});
