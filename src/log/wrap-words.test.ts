import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapWords } from './wrap-words.ts';

describe('wrapWords', () => {
  it.each<[string, string, number, string[]]>([
    ['leaves what fits', '  one two', 10, ['  one two']],
    ['breaks between words', 'one two three', 8, ['one two', '  three']],
    ['keeps where the text began', '  one two', 6, ['  one', '  two']],
    ['keeps a longer word whole', 'a https://long.example b', 10, ['a', '  https://long.example', '  b']],
    ['keeps blanks within a line', 'a   b cccccc', 7, ['a   b', '  cccccc']],
  ])('%s', (_, text, columns, lines) => {
    expect(wrapWords(text, columns, 2)).toEqual(lines);
  });

  it('loses no word, and no line with several words is too long', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 5, max: 40 }), (list, columns) => {
        const lines = wrapWords(list.join(' '), columns, 2);

        expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(list);
        for (const line of lines)
          if (line.trim().includes(' ')) expect(line.length).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
