import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortenAddress, shortenWords, widthOf } from './shorten.ts';

describe('a shortened name', () => {
  it.each([
    ['fits', 10, 'fits'],
    ['The Weekly Letter', 17, 'The Weekly Letter'],
    ['The Weekly Letter', 16, 'The Weekly…'],
    ['The Weekly Letter', 11, 'The Weekly…'],
    ['The Weekly Letter', 10, 'The…'],
    ['Donaudampfschiff', 10, 'Donaudamp…'],
    ['株式会社テスト', 9, '株式会社…'],
    ['🎉🎉🎉 Shop', 8, '🎉🎉🎉…'],
    ['', 5, ''],
  ])('%j in %i columns is %j', (text, width, shortened) => {
    expect(shortenWords(text, width)).toBe(shortened);
  });
});

describe('a shortened address', () => {
  it.each([
    ['ann@x.example', 13, 'ann@x.example'],
    ['annabel@x.example', 14, 'ann…@x.example'],
    ['a@very.long.domain.example', 14, '…omain.example'],
    ['very.long.domain.example', 14, '…omain.example'],
  ])('%j in %i columns is %j', (text, width, shortened) => {
    expect(shortenAddress(text, width)).toBe(shortened);
  });
});

describe('whatever is shortened', () => {
  const width = fc.integer({ min: 8, max: 40 });

  it('fits as a name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), width, (name, most) => {
        expect(widthOf(shortenWords(name, most))).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('fits as an address, of which Mailroom knows ASCII ones only', () => {
    fc.assert(
      fc.property(fc.emailAddress(), width, (address, most) => {
        expect(widthOf(shortenAddress(address, most))).toBeLessThanOrEqual(most);
      }),
    );
  });
});
