import { widthOf } from './shorten.ts';

export interface TableColumn {
  readonly head: string;
  readonly align?: 'right';
  /** Brings a cell into so many columns of the terminal, at least `least`; without it the column keeps its width. */
  readonly shorten?: { readonly to: (text: string, width: number) => string; readonly least: number };
  /** Left out where there is no room; the last such column first. */
  readonly isOptional?: boolean;
}

const GAP = '  ';

/**
 * Rows as plain columns, the head first, in at most `width` columns of the terminal, as far as shortening and leaving out
 * do that; with Infinity, all is there. Cells are one line each, without control characters.
 */
export function fittedTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const cells = [columns.map(({ head }) => head), ...rows];
  const natural = columns.map((_, n) => Math.max(...cells.map((row) => widthOf(row[n] ?? ''))));
  const shown = shownColumns(columns, natural, width);
  const widths = fit(shown, width);
  const lineOf = (row: readonly string[]): string =>
    shown
      .map(({ column: { align, shorten }, n }) => {
        const most = widths.get(n) ?? 0;
        const text = row[n] ?? '';
        const cell = shorten === undefined ? text : shorten.to(text, most);
        const blank = ' '.repeat(Math.max(0, most - widthOf(cell)));
        return align === 'right' ? blank + cell : cell + blank;
      })
      .join(GAP)
      .trimEnd();
  return cells.map(lineOf);
}

interface ShownColumn {
  readonly column: TableColumn;
  /** Its place in the rows. */
  readonly n: number;
  readonly natural: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const leastOf = ({ column: { shorten }, natural }: ShownColumn): number =>
  Math.min(natural, shorten?.least ?? natural);

const gapsOf = (shown: readonly ShownColumn[]): number => GAP.length * (shown.length - 1);

function shownColumns(
  columns: readonly TableColumn[],
  natural: readonly number[],
  width: number,
): ShownColumn[] {
  const shown = columns.map((column, n) => ({ column, n, natural: natural[n] ?? 0 }));
  while (sum(shown.map(leastOf)) + gapsOf(shown) > width) {
    const last = shown.findLastIndex(({ column }) => column.isOptional === true);
    if (last === -1) break;
    shown.splice(last, 1);
  }
  return shown;
}

/** Takes from those that have most to spare, until all fit. By place. */
function fit(shown: readonly ShownColumn[], width: number): ReadonlyMap<number, number> {
  const widths = new Map(shown.map(({ n, natural }) => [n, natural]));
  const widthAt = ({ n }: ShownColumn): number => widths.get(n) ?? 0;
  for (let excess = sum([...widths.values()]) + gapsOf(shown) - width; excess > 0; excess -= 1) {
    const spareOf = (column: ShownColumn): number => widthAt(column) - leastOf(column);
    const [richest] = shown.toSorted((one, other) => spareOf(other) - spareOf(one));
    if (richest === undefined || spareOf(richest) <= 0) break;
    widths.set(richest.n, widthAt(richest) - 1);
  }
  return widths;
}
