import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from './printable.ts';

describe('printable', () => {
  it.each([
    ['keeps letters of any script', 'Grüße 郵便 مرحبا', 'Grüße 郵便 مرحبا'],
    ['keeps an emoji made of several', '👩‍🚀', '👩‍🚀'],
    ['shows an ANSI escape', '\u001b[31mred', '\\u001b[31mred'],
    ['shows the 8-bit form of one', '\u009b31m', '\\u009b31m'],
    ['shows line ends', 'a\r\nb\u2028c', 'a\\u000d\\u000ab\\u2028c'],
    ['shows a bidi override', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['shows half a character', 'a\ud83d', 'a\\ud83d'],
    ['shows a format character beyond the first plane', '\u{e0041}', '\\udb40\\udc41'],
  ])('%s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves JSON the same JSON', () => {
    const anyText = fc.uint16Array().map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(anyText, (text) => {
        expect(JSON.parse(printable(JSON.stringify({ text })))).toEqual({ text });
      }),
    );
  });
});
