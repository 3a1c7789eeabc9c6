import { csvLine } from './csv.ts';
import { domainRows } from './domain-rows.ts';
import { DOMAIN_FIELDS, fieldsOf, jsonLine, SENDER_FIELDS } from './fields.ts';
import { type SenderRow } from './sender-rows.ts';
import { domainTable, senderTable } from './sender-table.ts';

export interface ListForm {
  readonly format: 'table' | 'csv' | 'json';
  /** All are in one category, as was asked for. */
  readonly isOneCategory: boolean;
  /** One row for each domain. */
  readonly byDomain: boolean;
  /** How many rows at most. */
  readonly limit: number;
  /** Of the terminal, in columns; a table that is no wider, if it can be. */
  readonly width: number;
}

export interface List {
  readonly lines: readonly string[];
  /** Rows that there are, and rows that were wanted. */
  readonly total: number;
  readonly shown: number;
}

/** The senders as lines of text. */
export function listSenders(senders: readonly SenderRow[], form: ListForm): List {
  if (!form.byDomain) {
    const table = (rows: readonly SenderRow[], width: number): string[] => senderTable(rows, width, form);
    return listOf(senders, { fields: SENDER_FIELDS, table }, form);
  }
  return listOf(domainRows(senders), { fields: DOMAIN_FIELDS, table: domainTable }, form);
}

interface Kind<Row, Field extends keyof Row> {
  readonly fields: readonly Field[];
  readonly table: (rows: readonly Row[], width: number) => string[];
}

function listOf<Field extends string, Row extends Readonly<Record<Field, string | number | undefined>>>(
  all: readonly Row[],
  { fields, table }: Kind<Row, Field>,
  { format, limit, width }: ListForm,
): List {
  const rows = all.slice(0, limit);
  const sizes = { total: all.length, shown: rows.length };
  if (format === 'json') return { ...sizes, lines: rows.map((row) => jsonLine(row, fields)) };
  if (format === 'csv')
    return { ...sizes, lines: [csvLine(fields), ...rows.map((row) => csvLine(fieldsOf(row, fields)))] };
  return { ...sizes, lines: rows.length === 0 ? [] : table(rows, width) };
}
