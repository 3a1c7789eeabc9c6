import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRedact } from './redact.ts';

describe('makeRedact', () => {
  it.each([
    ['as it is', 'hush-"1"/?', 'Bearer hush-"1"/?.', 'Bearer [secret].'],
    ['JSON-escaped', 'hush-"1"/?', '{"t":"hush-\\"1\\"/?"}', '{"t":"[secret]"}'],
    ['URL-encoded', 'hush-"1"/?', 'https://h.example/hush-%221%22%2F%3F', 'https://h.example/[secret]'],
    ['as Basic credentials', 'user:hush', `Basic ${btoa('user:hush')}`, 'Basic [secret]'],
    ['as padded base64', 'user:hush1', `Basic ${btoa('user:hush1')}`, 'Basic [secret]=='],
    ['in base64url', 'hu?~sh??>', 'aHU_fnNoPz8-', '[secret]'],
    ['more than once', 'hush', 'hush hush', '[secret] [secret]'],
  ])('hides a secret that stands %s', (_, secret, text, hidden) => {
    expect(makeRedact([secret])(text)).toBe(hidden);
  });

  it('leaves nothing of a secret that holds another', () => {
    expect(makeRedact(['hush', 'hush-hush'])('hush-hush')).toBe('[secret]');
  });

  it('hides nothing for an empty or very short secret', () => {
    expect(makeRedact(['', 'abc'])('abc')).toBe('abc');
  });

  it('hides any secret anywhere', () => {
    const secret = fc.string({ minLength: 4, unit: fc.constantFrom(...Array.from('aZ9"\\/:+ é郵🙂')) });
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        fc.pre(!'[secret]'.includes(value) && !(before + after).includes(value));
        expect(makeRedact([value])(before + value + after)).toContain('[secret]');
      }),
    );
  });
});
