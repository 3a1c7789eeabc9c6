import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prettyLine } from './pretty.ts';

const WIDE = { colour: false, columns: 200 };

/** The time is shown as it is where the test runs. */
const time = new Date(2026, 0, 2, 3, 4, 5).toISOString();

const lineOf = (fields: object): string =>
  JSON.stringify({ level: 'info', time, event: 'mail_moved', msg: 'Mail moved', ...fields });

describe('prettyLine', () => {
  it.each([
    ['time and message', {}, '03:04:05 Mail moved'],
    [
      'who goes where, and how much',
      { mails: 12, category: 'Paper Trail', sender: 'news@shop.example' },
      '03:04:05 Mail moved news@shop.example → Paper Trail 12 mails',
    ],
    ['one mail as one', { mails: 1 }, '03:04:05 Mail moved 1 mail'],
    ['the level if it is not info', { level: 'warning' }, '03:04:05 WARNING Mail moved'],
    ['other fields by name', { a: 1, b: 'x', c: true, d: null }, '03:04:05 Mail moved a=1 b=x c=true d=null'],
    [
      'where a text ends',
      { a: 'x y', b: '', c: 'p=q', d: '"' },
      String.raw`03:04:05 Mail moved a="x y" b="" c="p=q" d="\""`,
    ],
    ['what is nested', { a: ['x', { y: 1 }] }, '03:04:05 Mail moved a=["x",{"y":1}]'],
    [
      'an error and its cause',
      { error: { type: 'TransientError', message: 'no answer', cause: { type: 'Error', message: 'reset' } } },
      '03:04:05 Mail moved TransientError: no answer (Error: reset)',
    ],
    [
      'a list of problems as a list',
      { error: { type: 'AccountError', message: 'There are 2 problems:\n  - A\u001b\n  - B' } },
      '03:04:05 Mail moved AccountError: There are 2 problems:\n      - A\\u001b\n      - B',
    ],
    ['a time that is none', { time: 'soon' }, '--:--:-- Mail moved'],
  ])('shows %s', (_, fields, shown) => {
    expect(prettyLine(lineOf(fields), WIDE)).toBe(shown);
  });

  it('starts new lines between parts where the terminal is narrow', () => {
    const line = lineOf({ sender: 'newsletter@shop.example', category: 'Paper Trail', mails: 12, cycle: 7 });
    expect(prettyLine(line, { colour: false, columns: 40 }).split('\n')).toEqual([
      '03:04:05 Mail moved',
      '  newsletter@shop.example → Paper Trail',
      '  12 mails cycle=7',
    ]);
  });

  it.each([
    ['error', '\u001b[31m'],
    ['warning', '\u001b[33m'],
    ['info', '\u001b[1m'],
    ['debug', '\u001b[2m'],
  ])('colours the head of %s, and nothing behind it', (level, start) => {
    const shown = prettyLine(lineOf({ level, a: 1 }), { colour: true, columns: 80 });
    expect(shown.startsWith(start)).toBe(true);
    expect(shown.endsWith('Mail moved\u001b[0m a=1')).toBe(true);
  });

  it.each([
    ['no JSON', 'oops\u001b[2J', 'oops\\u001b[2J'],
    ['JSON that is no record', '[1]', '[1]'],
  ])('shows a line that is %s as it is', (_, line, shown) => {
    expect(prettyLine(line, WIDE)).toBe(shown);
  });

  it('lets nothing steer the terminal', () => {
    const anyText = fc.uint16Array().map((units) => String.fromCharCode(...units));
    const fields = fc.record({
      msg: anyText,
      level: anyText,
      sender: anyText,
      category: anyText,
      error: fc.record({ type: anyText, message: anyText }),
      more: fc.dictionary(anyText, anyText),
    });
    fc.assert(
      fc.property(fields, ({ more, ...known }) => {
        const shown = prettyLine(lineOf({ ...known, ...more, nested: more }), WIDE);
        expect(shown.replaceAll('\n', '')).not.toMatch(
          /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u,
        );
      }),
    );
  });
});
