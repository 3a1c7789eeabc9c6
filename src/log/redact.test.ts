import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt } from '../http/excerpt.ts';
import { makeRedact } from './redact.ts';

describe('makeRedact', () => {
  it.each([
    ['as it is', 'hush-"1"/?', 'Bearer hush-"1"/?.', 'Bearer [secret].'],
    ['JSON-escaped', 'hush-"1"/?', '{"t":"hush-\\"1\\"/?"}', '{"t":"[secret]"}'],
    ['URL-encoded in lower case', 'hush/?', 'https://h.example/hush%2f%3f', 'https://h.example/[secret]'],
    ['partly URL-encoded', 'hush/?', 'https://h.example/hush/%3F', 'https://h.example/[secret]'],
    ['as a form sends it', 'hush é', 'password=hush+%c3%A9', 'password=[secret]'],
    ['with named HTML entities', `h<us>h&"'`, 'h&lt;us&gt;h&amp;&quot;&apos;', '[secret]'],
    ['with numbered HTML entities', "hush'é", 'hush&#39;&#xe9; hush&#x0027;&#0233;', '[secret] [secret]'],
    ['with JSON escapes of its own choice', 'hush/é🙂', 'hush\\/\\u00E9\\ud83d\\uDE42', '[secret]'],
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

  it.each([
    ['the start of one that was cut', 'hush-hush', 'token: hush-h…', 'token: [secret]…'],
    ['all but its last character', 'hush-hush', 'hush-hus…', '[secret]…'],
    ['the start of an encoded one', 'hush/hush', 'hush%2fh…', '[secret]…'],
    ['the start of Basic credentials', 'user:hush', `${btoa('user:hush').slice(0, 7)}…`, '[secret]…'],
  ])('hides %s', (_, secret, text, hidden) => {
    expect(makeRedact([secret])(text)).toBe(hidden);
  });

  it('leaves what only begins like a secret', () => {
    expect(makeRedact(['hush-hush'])('hush-h, hus…')).toBe('hush-h, hus…');
  });

  it('copes with the longest secret that a file may hold', () => {
    const secret = 'é"/x'.repeat(1024);

    expect(makeRedact([secret])(`a${secret}b ${secret.slice(0, 199)}…`)).toBe('a[secret]b [secret]…');
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

  it('leaves no four characters of a secret that an excerpt cut anywhere', () => {
    const token = 'fmu1-0a1b2c3d-4e5f6a7b8c9d0e1f';
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2100 }), fc.boolean(), (offset, isSpaced) => {
        const before = (isSpaced ? ' x' : '.').repeat(2100).slice(0, offset);
        const told = makeRedact([token])(excerpt(`${before}${token} and more`.padEnd(4000, ' ')));
        for (let i = 0; i + 4 <= token.length; i++) expect(told).not.toContain(token.slice(i, i + 4));
      }),
    );
  });
});
