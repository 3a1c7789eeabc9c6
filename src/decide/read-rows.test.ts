import { describe, expect, it } from 'vitest';
import { csvLine } from '../senders/csv.ts';
import { readRows } from './read-rows.ts';

const read = (text: string): ReturnType<typeof readRows> => readRows(new TextEncoder().encode(text));

describe('the rows of a list', () => {
  it.each([
    ['commas', 'address,name,category\r\nann@x.example,Ann,Feed\r\n'],
    ['semicolons', 'address;name;category\nann@x.example;"Ann; of X";Feed\n'],
    ['tabs', 'address\tcategory\nann@x.example\tFeed'],
    ['a byte order mark, and capitals', '\ufeffAddress,Category\nann@x.example, Feed \n'],
    ['columns in another order', 'category,address\nFeed,ann@x.example\n'],
    ['JSON lines', '{"address":"ann@x.example"}\n{"address":"ann@x.example","category":"Feed"}\n'],
  ])('are read with %s', (_, text) => {
    expect(read(text)).toEqual({
      rows: [{ line: 2, address: 'ann@x.example', category: 'Feed' }],
      problems: [],
    });
  });

  it('are those that have a category', () => {
    const text = 'address,category\na@x.example,\nb@x.example\nc@x.example,Feed\n\nd@x.example,Jail\n';

    expect(read(text)).toMatchObject({
      rows: [
        { line: 4, address: 'c@x.example' },
        { line: 6, address: 'd@x.example' },
      ],
    });
  });

  it('are told by the line that they end on, where names have several', () => {
    const text = 'address,name,category\na@x.example,"Ann\nof X",Feed\nb@x.example,Bob,Feed\n';

    expect(read(text)).toMatchObject({ rows: [{ line: 3 }, { line: 4 }] });
  });

  it('have addresses without the apostrophe that kept a spreadsheet from running them', () => {
    const text = `address,category\n${csvLine(['+news@x.example', 'Feed'])}\n`;

    expect(text).toContain("'+news@x.example");
    expect(read(text)).toMatchObject({ rows: [{ address: '+news@x.example' }] });
  });

  it('of JSON are told apart from lines that are none', () => {
    const text =
      '{"address":"a@x.example","category":"Feed"}\n[1]\n{"address":\n{"address":7,"category":"Feed"}\n';

    expect(read(text)).toEqual({
      rows: [{ line: 1, address: 'a@x.example', category: 'Feed' }],
      problems: [
        { line: 2, text: 'this is no JSON object' },
        { line: 3, text: 'this is no JSON object' },
        { line: 4, text: '"address" and "category" have to be texts' },
      ],
    });
  });

  it.each([
    ['hello\n', 'its first line has no column "address"'],
    ['address,name\n', 'its first line has no column "category"'],
    ['', 'its first line has no column "address"'],
  ])('are not there in %j', (text, why) => {
    expect(read(text)).toBe(why);
  });

  it('are not guessed in another charset', () => {
    expect(readRows(Uint8Array.of(0xff, 0xfe, 0x61, 0x00))).toBe('it is not UTF-8: save it as "CSV UTF-8"');
  });
});
