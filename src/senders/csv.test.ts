import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { CSV_LINE_END, csvLine, unguarded } from './csv.ts';

describe('CSV', () => {
  it.each<[string, (string | number | undefined)[], string]>([
    ['plain cells', ['a', 1, undefined, 'b c'], 'a,1,,b c'],
    ['what RFC 4180 wants quoted', ['a,b', 'say "hi"', 'x\ny'], '"a,b","say ""hi""","x\ny"'],
    ['a formula as text', ['=HYPERLINK("x")', '+1', '-1', '@SUM'], `"'=HYPERLINK(""x"")",'+1,'-1,'@SUM`],
    ['full-width signs as text', ['\uff1d1+1'], "'\uff1d1+1"],
    ['an apostrophe that is no guard', ["'tis"], "'tis"],
    ['an apostrophe that would pass for one', ["'=x"], "''=x"],
  ])('writes %s', (_, cells, line) => {
    expect(csvLine(cells)).toBe(line);
  });

  it('gives back exactly what was written, whatever that is', () => {
    const odd = ["'", '=', '+', '-', '@', '\t', '\r', '\n', ',', '"', 'a', '\uff1d'];
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom(...odd) }));
    const row = fc.array(text, { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const file = rows.map((cells) => csvLine(cells) + CSV_LINE_END).join('');
        const read = parse(file, { record_delimiter: CSV_LINE_END });
        expect(read.map((cells) => cells.map(unguarded))).toEqual(rows);
      }),
    );
  });

  it('never writes a cell that begins like a formula', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(csvLine([text])).not.toMatch(/^"?[=+\-@\t\r]/);
      }),
    );
  });
});
