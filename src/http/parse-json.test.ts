import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json.ts';

const repeated = (part: string, length: number): string => part.repeat(Math.ceil(length / part.length));

/** Long enough to be looked at before it is parsed. */
const padded = (json: string): string => json + ' '.repeat(300_000);

describe('parseJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (json) => {
        expect(parseJson(padded(json))).toEqual(JSON.parse(json));
      }),
    );
  });

  it.each([
    ['brackets in a text', '['],
    ['quotation marks in a text', '"'],
    ['backslashes in a text', '\\'],
    ['backslashes and quotation marks in a text', '\\"[{'],
  ])('does not count %s as structure', (_, part) => {
    const value = [repeated(part, 300_000), { a: part }];
    expect(parseJson(JSON.stringify(value))).toEqual(value);
  });

  it('reads a page of 4,096 mails', () => {
    const mail = (n: number) => ({
      id: `M${n}`,
      threadId: `T${n}`,
      from: [{ name: 'Ann "Annie" Example', email: `ann${n}@x.example` }],
      mailboxIds: { P1: true, P2: true },
      receivedAt: '2026-01-01T00:00:00Z',
      'header:List-Id:asText': null,
    });
    const page = { list: Array.from({ length: 4096 }, (_, n) => mail(n)) };
    expect(parseJson(JSON.stringify(page))).toEqual(page);
  });

  it.each([
    ['6 MB of nested lists', '['.repeat(3_000_000) + ']'.repeat(3_000_000)],
    ['nested objects', `${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}`],
    ['nested lists that never end', '['.repeat(3_000_000)],
    ['millions of empty objects', `[${'{},'.repeat(2_000_000)}{}]`],
    ['millions of numbers', `[${'1,'.repeat(2_000_000)}1]`],
    ['millions of texts', `[${'"",'.repeat(2_000_000)}""]`],
    ['a text that never ends', `"${'\\"'.repeat(2_000_000)}`],
    ['no JSON', padded('<html>')],
  ])('refuses %s', (_, text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});
