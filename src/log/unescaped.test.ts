import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, unescaped } from './unescaped.ts';

describe('unescaped', () => {
  it.each([
    ['%41%c3%A9', 'Aé'],
    ['\\u0041\\n\\"\\/\\\\', 'A\n"/\\'],
    ['\\ud83d\\uDE42', '🙂'],
    ['&#65;&#x00e9;&#128578;&amp;&LT;&apos;', "Aé🙂&<'"],
    ['%4 \\u12 &nbsp; &#; &#x110000; \\x', '%4 \\u12 &nbsp; &#; &#x110000; \\x'],
    ['a%2525', 'a%25'],
  ])('of %s is %j', (text, meant) => {
    expect(unescaped(text)?.bytes).toBe(bytesOf(meant));
  });

  it('is nothing where no escape is', () => {
    expect(unescaped('GET https://h.example/ é')).toBeUndefined();
  });

  it('tells of each byte where it comes from', () => {
    const plain = unescaped('a%42é&lt;');

    expect([plain?.starts, plain?.ends]).toEqual([
      [0, 1, 4, 4, 5],
      [1, 4, 5, 5, 9],
    ]);
  });

  it('covers any text from its start to its end, each byte once and in order', () => {
    const unit = fc.constantFrom('%', '4', 'a', '\\', 'u', 'd', '8', '&', '#', 'x', ';', 'é', '🙂', '\ud83d');
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        const { bytes, starts, ends } = unescaped(`%41${text}`) ?? { bytes: '', starts: [], ends: [] };
        expect([starts.length, ends.length]).toEqual([bytes.length, bytes.length]);
        expect([starts[0], ends.at(-1)]).toEqual([0, text.length + 3]);
        for (let at = 1; at < starts.length; at++)
          expect(starts[at] === starts[at - 1] || starts[at] === ends[at - 1]).toBe(true);
      }),
    );
  });
});
