import { describe, expect, it } from 'vitest';
import { categoryNamed, defaultPlaces } from '../../test/support/triage-fixtures.ts';
import { type Address } from '../mail/address.ts';
import { type Categorised } from './categorised.ts';
import { domainRows } from './domain-rows.ts';
import { type Selection, selectSenders } from './sender-rows.ts';
import { type Counts } from './tally.ts';

const places = defaultPlaces();

const counts = (given: Partial<Counts> = {}): Counts => ({
  ...{ screener: 0, inbox: 0, filed: 0, name: undefined, newestAt: '2026-01-05T10:00:00Z', sent: 0 },
  ...given,
});

const inCategory = (name: string, given: Partial<Categorised> = {}): Categorised => ({
  placed: categoryNamed(places, name),
  ...{ since: undefined, contact: undefined, name: undefined },
  ...given,
});

const COUNTS = new Map(
  Object.entries({
    'few@x.example': counts({ screener: 1 }),
    'many@x.example': counts({ screener: 2, inbox: 3, name: 'Many', sent: 4 }),
    'feed@y.example': counts({ inbox: 1, filed: 9, newestAt: '2026-02-05T10:00:00Z' }),
    'quiet@y.example': counts({ filed: 2 }),
    'silent@y.example': counts({ newestAt: '' }),
    'filed-by-hand@y.example': counts({ newestAt: '' }),
  }) as [Address, Counts][],
);

const CATEGORISED = new Map(
  Object.entries({
    'feed@y.example': inCategory('Feed', { since: '2026-01-10', contact: 'adopted', name: 'The Feed' }),
    'quiet@y.example': inCategory('Feed', { since: '2026-01-20' }),
    'silent@y.example': inCategory('Jail'),
  }) as [Address, Categorised][],
);

const select = (selection: Partial<Selection> = {}): ReturnType<typeof selectSenders> =>
  selectSenders(COUNTS, CATEGORISED, { of: 'waiting', since: undefined, withSent: false, ...selection });

describe('the senders that are listed', () => {
  it.each<[string, Partial<Selection>, string[]]>([
    ['are those whose mail waits, the most first', {}, ['many@x.example', 'feed@y.example', 'few@x.example']],
    [
      'are those of a category, also without mail that waits',
      { of: { category: 'Feed' } },
      ['feed@y.example', 'quiet@y.example'],
    ],
    [
      'are all that have mail or a category',
      { of: 'all' },
      ['feed@y.example', 'many@x.example', 'quiet@y.example', 'few@x.example', 'silent@y.example'],
    ],
    [
      'came into their category since a day',
      { of: { category: 'Feed' }, since: '2026-01-20' },
      ['quiet@y.example'],
    ],
    [
      'without a category have mail since that day',
      { of: 'all', since: '2026-01-05' },
      ['feed@y.example', 'many@x.example', 'quiet@y.example', 'few@x.example'],
    ],
    ['are nobody where all is older', { since: '2026-01-11' }, []],
  ])('%s', (_, selection, expected) => {
    expect(select(selection).rows.map(({ address }) => address)).toEqual(expected);
  });

  it('are told apart from those of whom nobody knows since when', () => {
    expect(select({ of: 'all', since: '2026-01-20' }).undated).toBe(1);
    expect(select({ of: 'all' }).undated).toBe(0);
  });

  it('have all that is known, and nothing that was not read', () => {
    expect(select().rows[0]).toEqual({
      address: 'many@x.example',
      name: 'Many',
      category: undefined,
      screener: 2,
      inbox: 3,
      filed: undefined,
      newest: '2026-01-05',
      since: undefined,
      contact: undefined,
      sent: undefined,
    });
    expect(select({ of: { category: 'Feed' }, withSent: true }).rows[0]).toMatchObject({
      name: 'The Feed',
      category: 'Feed',
      filed: 9,
      since: '2026-01-10',
      contact: 'adopted',
      sent: 0,
    });
  });

  it('have names on one line', () => {
    const name = ' One\r\n\u001b[31mTwo\t';
    const odd = new Map([['odd@x.example' as Address, counts({ screener: 1, name })]]);

    const { rows } = selectSenders(odd, new Map(), { of: 'waiting', since: undefined, withSent: false });

    expect(rows[0]?.name).toBe('One [31mTwo');
  });
});

describe('the domains of senders', () => {
  it('have the sums of their senders, the most mail first', () => {
    expect(domainRows(select({ of: 'all', withSent: true }).rows)).toEqual([
      { domain: 'y.example', senders: 3, screener: 0, inbox: 1, filed: 11, newest: '2026-02-05', sent: 0 },
      { domain: 'x.example', senders: 2, screener: 3, inbox: 3, filed: 0, newest: '2026-01-05', sent: 4 },
    ]);
  });

  it('do not have what was not read', () => {
    expect(domainRows(select().rows)[0]).toMatchObject({ filed: undefined, sent: undefined });
  });
});
