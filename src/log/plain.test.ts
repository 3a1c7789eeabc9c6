import { describe, expect, it } from 'vitest';
import { TransientError } from '../errors.ts';
import { plain } from './plain.ts';

const options = { redact: (text: string) => text.replaceAll('hush', '[secret]'), stacks: false };

const chain = (length: number): Error =>
  new Error(`error ${length}`, length === 1 ? {} : { cause: chain(length - 1) });

describe('plain', () => {
  it.each([
    ['a set', new Set(['a', 'b']), ['a', 'b']],
    ['a map', new Map<unknown, unknown>([['a', 1], [2, 'b']]), { a: 1, 2: 'b' }], // prettier-ignore
    ['a URL', new URL('https://h.example/a?b=c'), 'https://h.example/a?b=c'],
    ['a URL with user info', new URL('https://me:pass@h.example/'), 'https://h.example/'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['no date', new Date(NaN), 'Invalid Date'],
    ['what is no number', [NaN, Infinity], ['NaN', 'Infinity']],
    ['a big integer', 10n, '10'],
    ['bytes', Buffer.from('abc'), '(3 bytes)'],
    ['a function', { a: () => 1 }, { a: undefined }],
    ['null in an array', [null, true, 1], [null, true, 1]],
    ['a secret within', { 'a-hush': ['b-hush'] }, { 'a-[secret]': ['b-[secret]'] }],
    ['a key that means something to objects', JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}')],
  ])('makes %s plain', (_, value, result) => {
    expect(plain(value, options)).toEqual(result);
  });

  it('cuts a long text', () => {
    expect(plain('x'.repeat(501), options)).toBe(`${'x'.repeat(499)}…`);
    expect(plain('x'.repeat(500), options)).toHaveLength(500);
  });

  it('hides a secret before it cuts, so that no half of it stays', () => {
    expect(plain(`${'x'.repeat(497)}hush-and-more`, options)).toBe(`${'x'.repeat(497)}[s…`);
  });

  it('stops at what holds itself', () => {
    const loop: unknown[] = [1];
    loop.push(loop);
    expect(plain(loop, options)).toEqual([1, '…']);
  });

  it('keeps what occurs twice without holding itself', () => {
    const shared = { a: 1 };
    expect(plain([shared, shared], options)).toEqual([shared, shared]);
  });

  it('stops at the sixth level', () => {
    expect(plain([[[[[['deep']]]]]], options)).toEqual([[[[['…']]]]]);
  });

  describe('of an error', () => {
    it('tells type, code, message and causes', () => {
      const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      const error = new TransientError('GET https://h.example/: no answer', { cause: refused });
      expect(plain(error, options)).toEqual({
        type: 'TransientError',
        message: 'GET https://h.example/: no answer',
        cause: { type: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
      });
    });

    it('takes what several errors say for what the one says that stands for them', () => {
      const error = new AggregateError([new Error('one'), new Error('two')]);
      expect(plain(error, options)).toEqual({
        type: 'AggregateError',
        message: 'one; two',
      });
    });

    it('hides a secret in a message, a cause that is no error included', () => {
      const error = new Error('a hush', { cause: 'b hush' });
      expect(plain(error, options)).toEqual({ type: 'Error', message: 'a [secret]', cause: 'b [secret]' });
    });

    it('tells five errors of a long chain', () => {
      const text = JSON.stringify(plain(chain(9), options));
      expect(text.match(/error \d/g)).toEqual(['error 9', 'error 8', 'error 7', 'error 6', 'error 5']);
    });

    it('ends where an error causes itself', () => {
      const error = new Error('round');
      error.cause = error;
      expect(plain(error, options)).toEqual({ type: 'Error', message: 'round', cause: '…' });
    });

    it('tells where it came from only if asked to', () => {
      const told = plain(new Error('here'), { ...options, stacks: true });
      expect(JSON.stringify(told)).toContain('plain.test.ts');
    });
  });
});
