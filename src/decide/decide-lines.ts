import { counted } from '../counted.ts';
import { printable } from '../log/printable.ts';
import { fittedTable, type TableColumn } from '../terminal/fitted-table.ts';
import { shortenAddress, shortenWords } from '../terminal/shorten.ts';
import { groupBy } from '../triage/group-by.ts';
import { type Choice } from './choose-messages.ts';
import { type LineProblem } from './read-rows.ts';

const COLUMNS: readonly TableColumn[] = [
  { head: 'Line', align: 'right' },
  { head: 'Address', shorten: { to: shortenAddress, least: 24 } },
  { head: 'Now', shorten: { to: shortenWords, least: 12 } },
  { head: 'Category', shorten: { to: shortenWords, least: 12 } },
  { head: 'Messages', align: 'right' },
];

/** Whose newest message gets a label, and how many messages that moves; the head first, nothing where there is nobody. */
export function choiceTable(choices: readonly Choice[], width: number): string[] {
  if (choices.length === 0) return [];
  const rows = choices.map(({ line, sender, from, placed, moving }) =>
    [line, sender, from?.category.name ?? '', placed.category.name, moving].map((cell) =>
      printable(String(cell)),
    ),
  );
  const isShown = (_: unknown, n: number): boolean => rows.some((row) => row[n] !== '');
  return fittedTable(
    COLUMNS.filter(isShown),
    rows.map((row) => row.filter(isShown)),
    width,
  );
}

/** What is wrong with lines of the file, in their order. */
export const problemLines = (problems: readonly LineProblem[]): string[] =>
  problems.toSorted((one, other) => one.line - other.line).map(({ line, text }) => `✗ line ${line}: ${text}`);

export interface DecideSummary {
  readonly choices: readonly Choice[];
  /** Senders for whom nothing is to be done. */
  readonly alreadyDone: number;
  readonly alreadyLabelled: number;
  readonly problems: readonly LineProblem[];
}

/** The same in short. */
export function decideSummary({ choices, alreadyDone, alreadyLabelled, problems }: DecideSummary): string[] {
  const byCategory = groupBy(choices, ({ placed }) => placed);
  const counts = [...byCategory].map(([{ category }, theirs]) => `${theirs.length} ${category.label}`);
  const messages = choices.reduce((sum, { moving }) => sum + moving, 0);
  return [
    choices.length === 0
      ? 'No label to put on.'
      : `${counted(choices.length, 'label')} for ${counted(messages, 'message')}: ${counts.join(', ')}.`,
    ...(alreadyDone === 0 ? [] : [`Done already: ${counted(alreadyDone, 'sender')}.`]),
    ...(alreadyLabelled === 0 ? [] : [`Labelled so already: ${counted(alreadyLabelled, 'sender')}.`]),
    ...(problems.length === 0 ? [] : [`Not done: ${counted(problems.length, 'line')}.`]),
  ];
}
