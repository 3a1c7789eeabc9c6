import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt } from './excerpt.ts';

describe('excerpt', () => {
  it.each([
    ['keeps a plain line', 'Too many requests.', 'Too many requests.'],
    ['makes one line of several', ' one\r\n\ttwo ', 'one two'],
    ['drops what colours a terminal', 'a\u001b[31mb', 'a [31mb'],
    ['drops what turns text around', 'a\u202eb', 'a b'],
    ['drops halves of characters', 'a\ud83d', 'a'],
    ['is empty for nothing but white space', ' \n ', ''],
  ])('%s', (_, text, clean) => {
    expect(excerpt(text)).toBe(clean);
  });

  it('shortens to 200 characters without cutting one in half', () => {
    expect(excerpt('🙂'.repeat(300))).toBe(`${'🙂'.repeat(199)}…`);
  });

  it('is never longer, and never holds a control character', () => {
    const anyText = fc.uint16Array({ maxLength: 500 }).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(anyText, (text) => {
        const clean = excerpt(text);
        expect(Array.from(clean).length).toBeLessThanOrEqual(200);
        expect(clean).not.toMatch(/\p{C}/u);
      }),
    );
  });
});
