import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCard, parseCard, unescapeValue, valueOf } from './card-lines.ts';

const text = fc.string({
  unit: fc.constantFrom(...'aé😀,;:\\" ='.split(''), '\\n', '\\,', '\\;'),
  maxLength: 120,
});
/** Without the likes of URL: Cyrus takes a backslash out of those each time. */
const name = fc.constantFrom('FN', 'N', 'ORG', 'NICKNAME', 'X-A', 'note', 'item1.EMAIL', 'item1.X-ABLabel');
const params = fc.constantFrom('', ';TYPE=a,b', ';type="a,b"', ';HOME', ';X-P="a;b,c"', ';A=1;TYPE=x');
const line = fc.tuple(name, params, text).map(([n, p, value]) => `${n}${p}:${value}`);
const card = fc
  .array(line, { minLength: 1 })
  .map((lines) => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n'));

const rewrite = (written: string): string => formatCard(parseCard(written) ?? []);

describe('a stored card', () => {
  it('does not change when it is stored again as it came back', () => {
    fc.assert(
      fc.property(card, (written) => {
        const stored = rewrite(written);
        expect(rewrite(stored)).toBe(stored);
      }),
    );
  });

  it('means what was written', () => {
    fc.assert(
      fc.property(text, (value) => {
        const stored = parseCard(`BEGIN:VCARD\nNOTE:${value}\nEND:VCARD`) ?? [];
        expect(unescapeValue(valueOf(stored, 'NOTE') ?? '')).toBe(unescapeValue(value));
      }),
    );
  });

  it('has no line of more than 76 bytes, and none that begins within a character', () => {
    fc.assert(
      fc.property(card, (written) => {
        for (const folded of rewrite(written).split('\r\n')) {
          // A character of four bytes may begin at the last byte of a line.
          expect(Buffer.byteLength(folded)).toBeLessThanOrEqual(78);
          expect(folded).not.toContain('\ufffd');
        }
      }),
    );
  });
});
