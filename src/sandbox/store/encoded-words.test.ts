import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEncodedWords } from './encoded-words.ts';

const asB = (bytes: Buffer): string => `=?utf-8?B?${bytes.toString('base64')}?=`;
const asQ = (bytes: Buffer): string =>
  `=?UTF-8?q?${[...bytes].map((byte) => `=${byte.toString(16).padStart(2, '0')}`).join('')}?=`;

describe('decodeEncodedWords', () => {
  it.each([
    ['text around a word', 'x =?utf-8?Q?a?= y', 'x a y'],
    ['a word within another word', 'a=?utf-8?Q?b?=', 'ab'],
    ['blanks between words', '=?utf-8?Q?a?=\r\n =?utf-8?Q?b?= c', 'ab c'],
    ['words of different charsets', '=?iso-8859-1?Q?=E9?= =?utf-8?Q?=C3=A9?=', 'éé'],
    ['a language', '=?utf-8*en?Q?x?=', 'x'],
    ['a charset that nobody knows', '=?x-nonsense?Q?a?=', 'a'],
    ['an encoding that nobody knows', '=?utf-8?X?a?=', '=?utf-8?X?a?='],
    ['an escape that is none', '=?utf-8?Q?a=ZZ?=', 'a=ZZ'],
  ])('decodes %s', (_, text, decoded) => {
    expect(decodeEncodedWords(text)).toBe(decoded);
  });

  it('decodes any text, also when a character is split between two words', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(text, fc.nat(), fc.constantFrom(asB, asQ), (decoded, at, encode) => {
        const bytes = Buffer.from(decoded);
        const cut = at % bytes.length;
        const words = [bytes.subarray(0, cut), bytes.subarray(cut)].map(encode);
        expect(decodeEncodedWords(words.join(' '))).toBe(decoded);
      }),
    );
  });
});
