import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type PersonName } from './contact-book.ts';
import { splitPersonName } from './person-name.ts';

const name = (parts: Partial<PersonName>): PersonName => ({
  given: '',
  family: '',
  middle: '',
  prefix: '',
  suffix: '',
  ...parts,
});

describe('splitPersonName', () => {
  it.each([
    ['Ada Lovelace', name({ given: 'Ada', family: 'Lovelace' })],
    ['  Ada \t Lovelace ', name({ given: 'Ada', family: 'Lovelace' })],
    ['Lovelace, Ada', name({ given: 'Ada', family: 'Lovelace' })],
    ['Lovelace, Dr. Ada M.', name({ given: 'Ada', family: 'Lovelace', middle: 'M.', prefix: 'Dr.' })],
    ['"Ada Lovelace"', name({ given: 'Ada', family: 'Lovelace' })],
    ["'Lovelace, Ada'", name({ given: 'Ada', family: 'Lovelace' })],
    ['Ada M. Lovelace', name({ given: 'Ada', family: 'Lovelace', middle: 'M.' })],
    ['Dr. Ada Lovelace', name({ given: 'Ada', family: 'Lovelace', prefix: 'Dr.' })],
    ['Ada Lovelace Jr.', name({ given: 'Ada', family: 'Lovelace', suffix: 'Jr.' })],
    ['Ada Lovelace, PhD', name({ given: 'Ada', family: 'Lovelace', suffix: 'PhD' })],
    ['Lovelace Jr., Ada', name({ given: 'Ada', family: 'Lovelace', suffix: 'Jr.' })],
    ['Mr Smith', name({ family: 'Smith', prefix: 'Mr' })],
    ['Ludwig van der Berg', name({ given: 'Ludwig', family: 'van der Berg' })],
    ["Jean-Luc O'Néill", name({ given: 'Jean-Luc', family: "O'Néill" })],
    ['ADA LOVELACE', name({ given: 'ADA', family: 'LOVELACE' })],
    ['Zoe\u0308 Müller', name({ given: 'Zoe\u0308', family: 'Müller' })],
  ])('splits %j', (fullName, parts) => {
    expect(splitPersonName(fullName)).toEqual(parts);
  });

  it.each([
    ['one word', 'Ada'],
    ['a title alone', 'Mr'],
    ['a surname that is a title too', 'Aaron Judge'],
    ['such a surname in front', 'Judge, Aaron'],
    ['a suffix in the middle', 'Ada Sr Lovelace'],
    ['many middle names', 'Ada King Byron Noel Lovelace'],
    ['a nickname', "Ada 'Countess' Lovelace"],
    ['two commas', 'Lovelace, Ada, PhD'],
    ['a comma with nothing before it', ', Ada'],
    ['a comma with nothing after it', 'Lovelace,'],
    ['a comma without a space', 'Lovelace,Ada'],
    ['digits', 'Ada Lovelace 2'],
    ['a company beside the name', 'Ada Lovelace (Acme)'],
    ['an ampersand', 'Ada & Bob Lovelace'],
    ['an address', 'ada@example.test'],
    ['Han characters', '山田 太郎'],
    ['Cyrillic letters', 'Анна Каренина'],
    ['Arabic letters', 'محمد علي'],
    ['an emoji', 'Ada 😀 Lovelace'],
    ['punctuation alone', "- . '"],
    ['nothing', ''],
  ])('takes %s as the given name: %j', (_, fullName) => {
    expect(splitPersonName(fullName)).toEqual(name({ given: fullName }));
  });

  it('neither loses nor invents a word, whatever the text', () => {
    const log = vi.spyOn(console, 'log');
    const warn = vi.spyOn(console, 'warn');
    const odd = [
      'Ada',
      'van',
      'de',
      'la',
      'and',
      'e',
      'Dr.',
      'Jr',
      'II',
      "'x'",
      '.',
      ',',
      'Lovelace,',
      ' ',
      'é',
      '\t',
    ];
    const words = fc.array(fc.oneof(fc.constantFrom(...odd), fc.string({ unit: 'binary', maxLength: 5 })));
    const wordsOf = (text: string) =>
      text
        .split(/[\s,]+/)
        .filter((word) => word !== '')
        .sort();

    fc.assert(
      fc.property(words, fc.constantFrom(' ', ''), (pieces, space) => {
        const text = pieces.join(space);
        // Quotes around the name go.
        fc.pre(!/^\W|\W$/.test(text.trim()));
        const { given, family, middle, prefix, suffix } = splitPersonName(text);
        expect(wordsOf([given, family, middle, prefix, suffix].join(' '))).toEqual(wordsOf(text));
      }),
    );
    expect(log).not.toHaveBeenCalled();
    expect(warn).not.toHaveBeenCalled();
  });
});
