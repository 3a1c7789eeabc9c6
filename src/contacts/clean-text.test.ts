import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, cleanNote } from './clean-text.ts';
import { hostileText } from '../../test/support/vcard-arbitraries.ts';

describe('cleanName and cleanNote', () => {
  it.each([
    ['CRLF', 'a\r\nb', 'a b', 'a\nb'],
    ['CR', 'a\rb', 'a b', 'a\nb'],
    ['several line breaks', 'a\n\r\nb', 'a  b', 'a\n\nb'],
    ['line breaks of Unicode', 'a\u0085b\u2028c\u2029d', 'a b c d', 'a\nb\nc\nd'],
    ['tabs', 'a\tb', 'a b', 'a\tb'],
    ['control characters', 'a\0\u0007\u000b\u001b\u007f\u009fb', 'ab', 'ab'],
    ['a lone surrogate', 'a\ud83db', 'a\ufffdb', 'a\ufffdb'],
    ['surrogates in the wrong order', '\ude00\ud83d', '\ufffd\ufffd', '\ufffd\ufffd'],
    ['an emoji', '😀', '😀', '😀'],
    ['direction marks', '\u202eabc\u200f', '\u202eabc\u200f', '\u202eabc\u200f'],
    ['white space around', ' a ', 'a', ' a '],
  ])('clean %s', (_, text, name, note) => {
    expect(cleanName(text)).toBe(name);
    expect(cleanNote(text)).toBe(note);
  });

  it('change nothing that is clean', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(cleanName(cleanName(text))).toBe(cleanName(text));
        expect(cleanNote(cleanNote(text))).toBe(cleanNote(text));
      }),
    );
  });
});
