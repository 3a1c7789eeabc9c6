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
      '03:04:05 Mail moved news@shop.example → Paper Trail 12 messages',
    ],
    ['one mail as one', { mails: 1 }, '03:04:05 Mail moved 1 message'],
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
      '  12 messages cycle=7',
    ]);
  });

  it.each([
    ['error', '\u001b[31m'],
    ['warning', '\u001b[33m'],
    ['debug', '\u001b[2m'],
  ])('colours the head of %s, and nothing behind it', (level, start) => {
    const shown = prettyLine(lineOf({ level, a: 1 }), { colour: true, columns: 80 });
    expect(shown.startsWith(start)).toBe(true);
    expect(shown.endsWith('Mail moved\u001b[0m a=1')).toBe(true);
  });

  it('sums up a cycle in words, in bold, and no other line at info', () => {
    const counts = { triaged: 30, mails: 2513, failed: 1, waiting: 0, requests: 85, durationMs: 2345 };
    const line = lineOf({ event: 'cycle_done', msg: 'Cycle done', ...counts });

    expect(prettyLine(line, { colour: true, columns: 100 })).toBe(
      '\u001b[1m03:04:05 Cycle done:\u001b[0m 30 senders triaged, 2,513 messages moved, 1 failed, 85 requests, 2.3 s',
    );
    expect(prettyLine(lineOf({}), { colour: true, columns: 100 })).toBe('03:04:05 Mail moved');
  });

  it.each([50, 80, 120])('breaks no word, and shows line breaks as such, at %i columns', (columns) => {
    const message = `The account has 2 problems:\n  - ${'one word after another '.repeat(9)}`;
    const fields = { error: { type: 'AccountError', message }, fix: 'do what the problems say '.repeat(8) };
    const line = lineOf({
      level: 'error',
      msg: 'Sender of another category is in a conversation, left',
      ...fields,
    });

    const lines = prettyLine(line, { colour: false, columns }).split('\n');

    for (const each of lines) expect(each.length).toBeLessThanOrEqual(columns);
    expect(lines.join(' ')).not.toContain('\\u000a');
    const whole = prettyLine(line, { colour: false, columns: 10_000 });
    expect(lines.join(' ').trim().split(/\s+/)).toEqual(whole.trim().split(/\s+/));
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
