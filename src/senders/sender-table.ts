import { printable } from '../log/printable.ts';
import { fittedTable, type TableColumn } from '../terminal/fitted-table.ts';
import { shortenAddress, shortenWords } from '../terminal/shorten.ts';
import { type DomainRow } from './domain-rows.ts';
import { type SenderRow } from './sender-rows.ts';

interface Cell<Row> extends TableColumn {
  readonly of: (row: Row) => string | number | undefined;
}

type Counted = Pick<SenderRow, 'screener' | 'inbox' | 'filed' | 'newest' | 'sent'>;

// Where mail of categories was read as well, there is no room for both of the places in which mail waits.
const COUNTS: readonly Cell<Counted>[] = [
  {
    head: 'Screener',
    align: 'right',
    of: ({ screener, filed }) => (filed === undefined ? screener : undefined),
  },
  { head: 'Inbox', align: 'right', of: ({ inbox, filed }) => (filed === undefined ? inbox : undefined) },
  {
    head: 'Waits',
    align: 'right',
    of: ({ screener, inbox, filed }) => (filed === undefined ? undefined : screener + inbox),
  },
  { head: 'Filed', align: 'right', of: ({ filed }) => filed },
  { head: 'Sent', align: 'right', of: ({ sent }) => sent },
  { head: 'Newest', of: ({ newest }) => newest },
];

const SENDER_CELLS: readonly Cell<SenderRow>[] = [
  { head: 'Address', of: ({ address }) => address, shorten: { to: shortenAddress, least: 24 } },
  { head: 'Name', of: ({ name }) => name, shorten: { to: shortenWords, least: 12 }, isOptional: true },
  ...COUNTS,
  { head: 'Category', of: ({ category }) => category, shorten: { to: shortenWords, least: 12 } },
  { head: 'Since', of: ({ since }) => since, isOptional: true },
];

const DOMAIN_CELLS: readonly Cell<DomainRow>[] = [
  { head: 'Domain', of: ({ domain }) => domain, shorten: { to: shortenAddress, least: 24 } },
  { head: 'Senders', align: 'right', of: ({ senders }) => senders },
  ...COUNTS,
];

/** Those of one category need not be told which that is. */
export const senderTable = (
  rows: readonly SenderRow[],
  width: number,
  { isOneCategory }: { isOneCategory: boolean },
): string[] =>
  tableOf(
    SENDER_CELLS.filter(({ head }) => !isOneCategory || head !== 'Category'),
    rows,
    width,
  );

export const domainTable = (rows: readonly DomainRow[], width: number): string[] =>
  tableOf(DOMAIN_CELLS, rows, width);

/** A column that is blank for all says nothing. */
function tableOf<Row>(cells: readonly Cell<Row>[], rows: readonly Row[], width: number): string[] {
  const shown = cells.filter(({ of }) => rows.some((row) => (of(row) ?? '') !== ''));
  const texts = rows.map((row) => shown.map(({ of }) => printable(String(of(row) ?? ''))));
  return fittedTable(shown, texts, width);
}
