import { describe, expect, it } from 'vitest';
import { type Address } from '../mail/address.ts';
import { type SenderRow } from './sender-rows.ts';
import { leftOutLines, summaryLines } from './summary-lines.ts';

const row = (screener: number, inbox: number): SenderRow => ({
  ...{ address: 'ann@x.example' as Address, name: undefined, category: undefined, screener, inbox },
  ...{ filed: undefined, newest: undefined, since: undefined, contact: undefined, sent: undefined },
});

describe('what is said beside the list', () => {
  it.each<[string, SenderRow[], Parameters<typeof summaryLines>[1]['of'], number, string[]]>([
    [
      'how much waits',
      [row(2, 3), row(0, 1), row(0, 0)],
      'all',
      3,
      ['6 messages of 2 senders wait: 2 in Screener, 4 in the Inbox.'],
    ],
    ['one alone', [row(1, 0)], 'waiting', 1, ['1 message of 1 sender waits: 1 in Screener, 0 in the Inbox.']],
    [
      'that there is more',
      [row(1, 0), row(1, 0)],
      'waiting',
      1,
      ['This is the first of 2 senders.', '2 messages of 2 senders wait: 2 in Screener, 0 in the Inbox.'],
    ],
    ['that nobody waits', [], 'waiting', 0, ['Nobody waits.']],
    ['that nobody is there', [], { category: 'Feed' }, 0, ['Nobody is in Feed.']],
  ])('%s', (_, rows, of, shown, lines) => {
    expect(summaryLines({ rows }, { of }, { shown, total: rows.length, rowsAre: 'sender' })).toEqual(lines);
  });

  it('is what was left out, and nothing where nothing was', () => {
    expect(leftOutLines(2, 1)).toHaveLength(2);
    expect(leftOutLines(0, 0)).toEqual([]);
  });
});
