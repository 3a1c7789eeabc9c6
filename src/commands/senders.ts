import { allCategories } from '../config/categories/categories.ts';
import { openAccount } from '../account/connect.ts';
import { loadConfig } from '../config/load-config.ts';
import { categoryNamed } from '../senders/category-named.ts';
import { CSV_LINE_END } from '../senders/csv.ts';
import { listSenders } from '../senders/list-lines.ts';
import { type SenderRow, type Selection, selectSenders } from '../senders/sender-rows.ts';
import { countMail, readCategorised } from '../senders/steps/read-senders.ts';
import { alikeText, domainsOfAlike } from '../senders/alike-senders.ts';
import { leftOutLines, summaryLines } from '../senders/summary-lines.ts';
import { keepHeapSmall } from '../service/small-heap.ts';
import { type Io } from '../terminal/io.ts';
import { createProgressLine } from '../terminal/progress-line.ts';
import { styleFor } from '../terminal/style.ts';
import { textWriter, type WriteText } from '../terminal/text-output.ts';

export interface SendersOptions {
  /** The name of a category, whose senders are listed. */
  readonly category?: string;
  readonly all?: boolean;
  /** `YYYY-MM-DD`, or `today`. */
  readonly since?: string;
  readonly sent?: boolean;
  /** One row for each domain. */
  readonly domain?: boolean;
  readonly limit?: number;
  readonly format: 'table' | 'csv' | 'json';
}

/**
 * Lists senders, with where they are and what mail of theirs waits; changes nothing. The list goes to stdout, and what there
 * is to say about it to stderr. Answers with the exit code: 2 for a category that there is not.
 */
export async function senders(io: Io, options: SendersOptions): Promise<number> {
  keepHeapSmall();
  const { config, warnings } = loadConfig(io.env, io.readFile);
  const line = createProgressLine(io.stderr);
  const say = textWriter(io, line.above);
  say(...warnings.map((warning) => `! ${warning}`));
  const { category, all = false, since, sent: withSent = false } = options;
  const named = category === undefined ? undefined : categoryNamed(category, allCategories(config));
  if (typeof named === 'string') {
    say(`${named}.`);
    return 2;
  }
  const of = named === undefined ? (all ? 'all' : 'waiting') : { category: named.name };
  const selection: Selection = { of, since: dayOf(since), withSent };
  line.show(() => 'Connecting …');
  const watch = { onAnswer: () => line.redraw() };
  const opened = openAccount({ ...config, dryRun: true }, () => undefined, io.signal, watch);
  const { connection, ...account } = await opened.finally(() => line.clear());
  try {
    line.show(() => 'Reading contacts …');
    const categorised = await readCategorised(account, io.signal);
    const { isOwnAddress } = connection.memory;
    const counting = countMail({ ...account, isOwnAddress }, categorised, selection, io.signal, (growing) =>
      line.show(() => `Reading mail … ${growing.seen} messages`),
    );
    const tally = await counting.finally(() => line.clear());
    const { rows, undated } = selectSenders(tally.senders, categorised, selection);
    write(rows, selection, options, io, say);
    say(...leftOutLines(undated, tally.senderless));
    const undecided = rows.filter(({ screener, category }) => screener > 0 && category === undefined);
    const alike = domainsOfAlike(undecided.map(({ address }) => address));
    if (alike.length > 0)
      say(`${alikeText(alike, config.wholeDomainLabel)}: ${alike.slice(0, MAX_HINTS).join(', ')}.`);
    return 0;
  } finally {
    line.clear();
    connection.close();
  }
}

/** Domains that are named below the list. */
const MAX_HINTS = 3;

/** Days are those of UTC, as in the notes of contacts. */
const dayOf = (since: string | undefined): string | undefined =>
  since === 'today' ? new Date().toISOString().slice(0, 10) : since;

function write(
  rows: readonly SenderRow[],
  selection: Selection,
  { format, domain: byDomain = false, limit = Infinity }: SendersOptions,
  io: Io,
  say: WriteText,
): void {
  const width = io.stdout.isTTY === true ? (io.stdout.columns ?? 80) : Infinity;
  const list = listSenders(rows, {
    format,
    byDomain,
    limit,
    width,
    isOneCategory: typeof selection.of === 'object',
  });
  if (format !== 'table') {
    textWriter(io, io.stdout, undefined, format === 'csv' ? CSV_LINE_END : '\n')(...list.lines);
    return;
  }
  const [head = '', ...body] = list.lines;
  if (body.length > 0) {
    textWriter(io, io.stdout, styleFor(io.stdout, io.env).bold)(head);
    textWriter(io, io.stdout)(...body);
  }
  say(...summaryLines({ rows }, selection, { ...list, rowsAre: byDomain ? 'domain' : 'sender' }));
}
