import { describe, expect, it } from 'vitest';
import { fittedTable, type TableColumn } from './fitted-table.ts';
import { shortenWords } from './shorten.ts';

const shorten = (least: number): Required<TableColumn>['shorten'] => ({ to: shortenWords, least });

const COLUMNS: TableColumn[] = [
  { head: 'Name', shorten: shorten(8) },
  { head: 'Mails', align: 'right' },
  { head: 'Note', shorten: shorten(4), isOptional: true },
];

const ROWS = [
  ['Ann Other of Somewhere', '7', 'a b c d e f g h'],
  ['株式会社', '120', ''],
];

describe('a fitted table', () => {
  it('has plain columns as wide as they need to be', () => {
    expect(fittedTable(COLUMNS, ROWS, Infinity)).toEqual([
      'Name                    Mails  Note',
      'Ann Other of Somewhere      7  a b c d e f g h',
      '株式会社                  120',
    ]);
  });

  it('shortens where there is most to spare', () => {
    expect(fittedTable(COLUMNS, ROWS, 30)).toEqual([
      'Name          Mails  Note',
      'Ann Other…        7  a b c d…',
      '株式会社        120',
    ]);
  });

  it('leaves out what is optional where shortening does not do', () => {
    expect(fittedTable(COLUMNS, ROWS, 18)).toEqual([
      'Name         Mails',
      'Ann Other…       7',
      '株式会社       120',
    ]);
  });

  it('is too wide where nothing does', () => {
    expect(fittedTable(COLUMNS, ROWS, 5)[0]).toBe('Name      Mails');
  });

  it('of no rows is its head', () => {
    expect(fittedTable(COLUMNS, [], 80)).toEqual(['Name  Mails  Note']);
  });
});
