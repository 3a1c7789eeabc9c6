import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameName, withoutQuotes } from './same-name.ts';

describe('sameName', () => {
  it.each([
    ['the same name', 'Ada Lovelace', 'Ada Lovelace', true],
    ['letter case', 'ADA lovelace', 'ada LOVELACE', true],
    ['ß and SS', 'Weiß', 'WEISS', true],
    ['a final sigma', 'ΟΔΥΣΣΕΥΣ', 'οδυσσευς', true],
    ['composed and decomposed letters', 'Zoe\u0308', 'Zo\u00eb', true],
    ['full-width letters', 'Ａｄａ', 'Ada', true],
    ['ligatures', 'ﬁona', 'Fiona', true],
    ['white space', '  Ada \t\u00a0 Lovelace\n', 'Ada Lovelace', true],
    ['invisible characters', '\u200fAda\u200b Love\u00adlace\ufeff', 'Ada Lovelace', true],
    ['double quotes', '"Ada Lovelace"', 'Ada Lovelace', true],
    ['single quotes', "'Ada Lovelace'", 'Ada Lovelace', true],
    ['typographic quotes', '„Ada Lovelace“', '“Ada Lovelace”', true],
    ['quotes in quotes', `"'Ada Lovelace'"`, 'Ada Lovelace', true],
    ['an apostrophe', "Shaun O'Neill", 'Shaun ONeill', false],
    ['an open quote', '"Ada Lovelace', 'Ada Lovelace', false],
    ['"Last, First" order', 'Lovelace, Ada', 'Ada Lovelace', true],
    ['"Last, First" order in quotes', '"LOVELACE,Ada"', 'Ada Lovelace', true],
    ['"Last, First" order of a long name', 'de la Tour, Jean-Luc', 'Jean-Luc de la Tour', true],
    ['two commas', 'Lovelace, Ada, PhD', 'Ada PhD Lovelace', false],
    ['a comma with nothing after it', 'Lovelace,', 'Lovelace', false],
    ['the order without a comma', 'Lovelace Ada', 'Ada Lovelace', false],
    ['accents', 'Zoë', 'Zoe', false],
    ['another name', 'Ada Lovelace', 'Ada Byron', false],
    ['a part of the name', 'Ada', 'Ada Lovelace', false],
    ['no name', '', 'Ada', false],
  ])('compares %s', (_, a, b, expected) => {
    expect(sameName(a, b)).toBe(expected);
    expect(sameName(b, a)).toBe(expected);
  });

  it('is true of any text and itself, in upper case and with white space and quotes around it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(sameName(name, name)).toBe(true);
        expect(sameName(name, name.toUpperCase())).toBe(true);
        expect(sameName(name, ` "${name}"\t`)).toBe(true);
      }),
    );
  });
});

describe('withoutQuotes', () => {
  it.each([
    [`" 'Ada' "`, 'Ada'],
    ['"', '"'],
    ['""', ''],
    ['"Ada', '"Ada'],
    ['«Ada»', 'Ada'],
    ["Shaun 'Doc' O'Neill", "Shaun 'Doc' O'Neill"],
  ])('of %s is %s', (name, bare) => {
    expect(withoutQuotes(name)).toBe(bare);
  });
});
