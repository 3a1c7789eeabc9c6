import { describe, expect, it } from 'vitest';
import { ProtocolError, SenderError, TransientError } from '../errors.ts';
import { readSetError } from './set-error.ts';

describe('readSetError', () => {
  it.each([
    ['rateLimit', TransientError],
    ['serverFail', TransientError],
    ['serverUnavailable', TransientError],
    ['notFound', SenderError],
    ['forbidden', SenderError],
    ['invalidProperties', SenderError],
    ['somethingNew', SenderError],
  ])('makes %s a %o', (type, expected) => {
    const setError = readSetError({ type }, 'mail M1');
    expect(setError.type).toBe(type);
    expect(setError.error).toBeInstanceOf(expected);
  });

  it('tells record, type, description and properties', () => {
    const record = {
      type: 'invalidProperties',
      description: 'no such\nmailbox',
      properties: ['mailboxIds', 5],
    };
    expect(readSetError(record, 'mail M1')).toMatchObject({
      description: 'no such mailbox',
      properties: ['mailboxIds'],
      error: { message: 'mail M1 was refused: invalidProperties (no such mailbox; mailboxIds)' },
    });
  });

  it.each([
    ['type alone', { type: 'forbidden' }, 'mail M1 was refused: forbidden'],
    [
      'properties',
      { type: 'invalidProperties', properties: ['a', 'b'] },
      'mail M1 was refused: invalidProperties (a, b)',
    ],
  ])('makes do with %s', (_, record, message) => {
    expect(readSetError(record, 'mail M1').error.message).toBe(message);
  });

  it.each([
    ['no object', 'forbidden'],
    ['null', null],
    ['without a type', { description: 'no' }],
  ])('takes a record that is %s for a broken contract', (_, record) => {
    expect(readSetError(record, 'mail M1').error).toBeInstanceOf(ProtocolError);
  });
});
