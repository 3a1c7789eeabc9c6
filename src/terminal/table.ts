import { type Style } from './style.ts';

/**
 * Rows as a table: with lines around on a terminal, with plain columns in a pipe. The first row is the head; cells are
 * one line each, without control characters.
 */
export function table(rows: readonly (readonly string[])[], style: Style): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cells = (row: readonly string[]): string[] =>
    widths.map((width, column) => (row[column] ?? '').padEnd(width));
  if (!style.isFancy) {
    return rows.map((row) => `  ${cells(row).join('  ')}`.trimEnd()).join('\n');
  }
  const line = (left: string, middle: string, right: string): string =>
    style.dim(`  ${left}${widths.map((width) => '─'.repeat(width + 2)).join(middle)}${right}`);
  const wall = style.dim('│');
  const inside = (row: readonly string[], paint: (text: string) => string): string =>
    `  ${wall}${cells(row)
      .map((cell) => ` ${paint(cell)} `)
      .join(wall)}${wall}`;
  return [
    line('┌', '┬', '┐'),
    inside(head, style.bold),
    line('├', '┼', '┤'),
    ...body.map((row) => inside(row, (text) => text)),
    line('└', '┴', '┘'),
  ].join('\n');
}
