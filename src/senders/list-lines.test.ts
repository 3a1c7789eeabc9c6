import { describe, expect, it } from 'vitest';
import { type Address } from '../mail/address.ts';
import { type ListForm, listSenders } from './list-lines.ts';
import { type SenderRow } from './sender-rows.ts';

const row = (given: Partial<SenderRow>): SenderRow => ({
  address: 'ann@x.example' as Address,
  ...{ name: undefined, category: undefined, screener: 0, inbox: 0, filed: undefined },
  ...{ newest: '2026-01-05', since: undefined, contact: undefined, sent: undefined },
  ...given,
});

const ROWS = [
  row({ name: 'Ann, of "X"', screener: 12, inbox: 3 }),
  row({
    address: 'news@a-long-domain-name.example' as Address,
    name: 'The Weekly Letter of the Society for Long Names',
    category: 'Paper Trail',
    inbox: 1,
  }),
];

const FORM: ListForm = {
  format: 'table',
  byDomain: false,
  isOneCategory: false,
  limit: Infinity,
  width: 80,
};

const list = (form: Partial<ListForm>, rows = ROWS): readonly string[] =>
  listSenders(rows, { ...FORM, ...form }).lines;

describe('a list of senders', () => {
  it('is a table that fits the terminal: names are cut between words', () => {
    expect(list({})).toEqual([
      'Address                   Name          Screener  Inbox  Newest      Category',
      'ann@x.example             Ann, of "X"         12      3  2026-01-05',
      '…ong-domain-name.example  The Weekly…          0      1  2026-01-05  Paper Trail',
    ]);
  });

  it('is a table without a cut in a pipe', () => {
    expect(list({ width: Infinity })[2]).toContain('The Weekly Letter of the Society for Long Names');
  });

  it('leaves out of a table what is blank for all', () => {
    expect(list({}, [row({ inbox: 1 })])[0]).toBe('Address        Screener  Inbox  Newest');
  });

  it('shows where mail was read beside what waits, and leaves out the category that was asked for', () => {
    const rows = [row({ category: 'Feed', screener: 1, inbox: 2, filed: 3, since: '2026-01-02', sent: 4 })];

    expect(list({ isOneCategory: true }, rows)).toEqual([
      'Address        Waits  Filed  Sent  Newest      Since',
      'ann@x.example      3      3     4  2026-01-05  2026-01-02',
    ]);
  });

  it('shows what would steer a terminal', () => {
    expect(list({}, [row({ name: 'A\u202eB' })])[1]).toContain('A\\u202eB');
  });

  it('is CSV with all fields', () => {
    expect(list({ format: 'csv' })).toEqual([
      'address,name,category,screener,inbox,filed,newest,since,contact,sent',
      'ann@x.example,"Ann, of ""X""",,12,3,,2026-01-05,,,',
      'news@a-long-domain-name.example,The Weekly Letter of the Society for Long Names,Paper Trail,0,1,,2026-01-05,,,',
    ]);
  });

  it('is JSON with all fields, one object a line', () => {
    const [line = ''] = list({ format: 'json', limit: 1 });

    expect(JSON.parse(line)).toEqual({
      address: 'ann@x.example',
      name: 'Ann, of "X"',
      category: null,
      screener: 12,
      inbox: 3,
      filed: null,
      newest: '2026-01-05',
      since: null,
      contact: null,
      sent: null,
    });
  });

  it.each<[ListForm['format'], string[]]>([
    [
      'table',
      [
        'Domain                      Senders  Screener  Inbox  Newest',
        'x.example                         1        12      3  2026-01-05',
      ],
    ],
    ['csv', ['domain,senders,screener,inbox,filed,newest,sent', 'x.example,1,12,3,,2026-01-05,']],
    [
      'json',
      [
        '{"domain":"x.example","senders":1,"screener":12,"inbox":3,"filed":null,"newest":"2026-01-05","sent":null}',
      ],
    ],
  ])('has one row for each domain as %s', (format, lines) => {
    expect(list({ byDomain: true, format }).slice(0, lines.length)).toEqual(lines);
  });

  it('has as many rows as wanted, and knows how many there are', () => {
    const { lines, shown, total } = listSenders(ROWS, { ...FORM, format: 'csv', limit: 1 });

    expect([lines.length, shown, total]).toEqual([2, 1, 2]);
  });

  it('of nobody is an empty table, and a head in CSV', () => {
    expect([list({}, []), list({ format: 'json' }, []), list({ format: 'csv' }, []).length]).toEqual([
      [],
      [],
      1,
    ]);
  });
});
