import { describe, expect, it } from 'vitest';
import { styleFor } from './style.ts';
import { table } from './table.ts';

const ROWS = [
  ['Mailbox', 'Mails'],
  ['Inbox', '12'],
  ['Feed', ''],
];

describe('a table', () => {
  it('is plain columns in a pipe', () => {
    const style = styleFor({ write: () => undefined }, {});

    expect(table(ROWS, style)).toBe('  Mailbox  Mails\n  Inbox    12\n  Feed');
  });

  it('has lines around on a terminal', () => {
    const style = { ...styleFor({ write: () => undefined }, {}), isFancy: true };

    expect(table(ROWS, style).split('\n')).toEqual([
      '  ┌─────────┬───────┐',
      '  │ Mailbox │ Mails │',
      '  ├─────────┼───────┤',
      '  │ Inbox   │ 12    │',
      '  │ Feed    │       │',
      '  └─────────┴───────┘',
    ]);
  });
});

describe('the style', () => {
  it.each([
    ['plain in a pipe', false, {}, 'x'],
    ['coloured on a terminal', true, {}, '\u001b[32mx\u001b[39m'],
    ['coloured in a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, '\u001b[32mx\u001b[39m'],
    ['plain with both', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, 'x'],
    ['plain on a terminal with NO_COLOR', true, { NO_COLOR: '1' }, 'x'],
    ['coloured with an empty NO_COLOR', true, { NO_COLOR: '' }, '\u001b[32mx\u001b[39m'],
  ])('is %s', (_, isTTY, env, shown) => {
    expect(styleFor({ write: () => undefined, isTTY }, env).good('x')).toBe(shown);
  });
});
