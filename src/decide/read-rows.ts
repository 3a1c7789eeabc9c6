import { parse } from 'csv-parse/sync';
import { unguarded } from '../senders/csv.ts';

/** A line of the file that names a category. */
export interface Row {
  readonly line: number;
  readonly address: string;
  readonly category: string;
}

/** What is wrong with one line; the others are not concerned. */
export interface LineProblem {
  readonly line: number;
  readonly text: string;
}

export interface ReadRows {
  readonly rows: readonly Row[];
  readonly problems: readonly LineProblem[];
}

/**
 * The rows that have a category, of CSV with a head or of JSON lines, as `mailroom senders` writes them; spreadsheets may
 * have put semicolons or tabs between the cells. A text where it is neither, and what to say then.
 */
export function readRows(bytes: Uint8Array): ReadRows | string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return 'it is not UTF-8: save it as "CSV UTF-8"';
  }
  return text.trimStart().startsWith('{') ? readJsonLines(text) : readCsv(text);
}

function readJsonLines(text: string): ReadRows {
  const rows: Row[] = [];
  const problems: LineProblem[] = [];
  for (const [index, source] of text.split('\n').entries()) {
    const line = index + 1;
    if (source.trim() === '') continue;
    const fields = objectIn(source);
    if (fields === undefined) {
      problems.push({ line, text: 'this is no JSON object' });
      continue;
    }
    const { address, category } = fields;
    if (isTextOrNothing(address) && isTextOrNothing(category))
      rows.push({ line, address: address?.trim() ?? '', category: category?.trim() ?? '' });
    else problems.push({ line, text: '"address" and "category" have to be texts' });
  }
  return { rows: rows.filter(hasCategory), problems };
}

function objectIn(source: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(source);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const isTextOrNothing = (value: unknown): value is string | null | undefined =>
  typeof value === 'string' || value === null || value === undefined;

/** One record as csv-parse tells it with `info`. */
interface CsvRecord {
  readonly record: readonly string[];
  /** `lines` counts those up to the record's end. */
  readonly info: { readonly lines: number };
}

function readCsv(text: string): ReadRows | string {
  let records: CsvRecord[];
  try {
    records = parse(text, {
      info: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as unknown as CsvRecord[];
  } catch (error) {
    return `it is no CSV: ${error instanceof Error ? error.message : String(error)}`;
  }
  const [head, ...body] = records;
  const names = (head?.record ?? []).map((name) => name.trim().toLowerCase());
  const [addressAt, categoryAt] = [names.indexOf('address'), names.indexOf('category')];
  if (addressAt === -1 || categoryAt === -1)
    return `its first line has no column "${addressAt === -1 ? 'address' : 'category'}"`;
  const cellOf = (record: readonly string[], at: number): string => unguarded((record[at] ?? '').trim());
  const rows = body.map(({ record, info }) => ({
    line: info.lines,
    address: cellOf(record, addressAt),
    category: cellOf(record, categoryAt),
  }));
  return { rows: rows.filter(hasCategory), problems: [] };
}

/** What stands between the cells of the first line. */
function delimiterOf(text: string): string {
  const [head = ''] = text.trimStart().split('\n', 1);
  return [',', ';', '\t'].find((delimiter) => head.includes(delimiter)) ?? ',';
}

const hasCategory = ({ category }: Row): boolean => category !== '';
