import { readFile } from 'node:fs/promises';
import { addAbortSignal, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type OpenedAccount, openAccount } from '../account/connect.ts';
import { loadConfig } from '../config/load-config.ts';
import { indexCards } from '../contacts/address-pattern.ts';
import { chooseMessages } from '../decide/choose-messages.ts';
import { choiceTable, decideSummary, problemLines } from '../decide/decide-lines.ts';
import { addressesIn, decisionsIn } from '../decide/decisions.ts';
import { type ReadRows, readRows } from '../decide/read-rows.ts';
import { findMessages } from '../decide/steps/find-messages.ts';
import { putLabels } from '../decide/steps/put-labels.ts';
import { MailroomError } from '../errors.ts';
import { type Log } from '../log/logger.ts';
import { readCategorised } from '../senders/steps/read-senders.ts';
import { runLoggedCycle } from '../service/run-cycle.ts';
import { keepHeapSmall } from '../service/small-heap.ts';
import { type Io } from '../terminal/io.ts';
import { openLog } from '../terminal/open-log.ts';
import { createProgressLine, type ProgressLine } from '../terminal/progress-line.ts';
import { textWriter, type WriteText } from '../terminal/text-output.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { scanLabels } from '../triage/steps/scan-labels.ts';

export interface DecideOptions {
  /** A path, or `-` for stdin. */
  readonly file: string;
  /** Put the labels on; else only say which. */
  readonly apply: boolean;
  /** Then triage, until all is done. */
  readonly now: boolean;
}

/**
 * Puts a triage label on the newest message of each sender that the file has a category for; the next cycle does the rest.
 * What is labelled goes to stdout, and what there is to say about it, and the log of cycles, to stderr. Answers with the exit
 * code: 1 when something is not done, 2 for a file that cannot be read.
 */
export async function decide(io: Io, { file, apply, now }: DecideOptions): Promise<number> {
  keepHeapSmall();
  const { config, warnings } = loadConfig(io.env, io.readFile);
  const line = createProgressLine(io.stderr);
  const say = textWriter(io, line.above);
  say(...warnings.map((warning) => `! ${warning}`));
  const read = await readFrom(file, io);
  if (typeof read === 'string') {
    say(`Cannot use ${file === '-' ? 'what stdin has' : file}: ${read}.`);
    return 2;
  }
  const mayWrite = apply && !config.dryRun;
  const log: Log =
    mayWrite && now ? openLog({ ...io, stdout: line.above }, config.logLevel) : () => undefined;
  line.show(() => 'Connecting …');
  const watch = { onAnswer: () => line.redraw() };
  const opened = openAccount({ ...config, dryRun: !mayWrite }, log, io.signal, watch);
  const account = await opened.finally(() => line.clear());
  try {
    const isComplete = await decideAll(read, account, mayWrite, io, line);
    if (!mayWrite) {
      const how = apply ? 'Unset MAILROOM_DRY_RUN' : 'Add --apply';
      say(`Nothing was changed. ${how} to put the labels on.`);
      return isComplete ? 0 : 1;
    }
    if (!now) say('The next cycle triages what is labelled.');
    const isTriaged = !now || (await triageAll(account, log, line, io.signal));
    return isComplete && isTriaged ? 0 : 1;
  } catch (error) {
    if (!(error instanceof MailroomError)) throw error;
    line.clear();
    say(`✗ ${error.message}`, 'Run it again: what is done is not done twice.');
    return 1;
  } finally {
    line.clear();
    account.connection.close();
  }
}

/** Answers with whether every line was good. */
async function decideAll(
  { rows, ...read }: ReadRows,
  { connection, listing, walks, cards }: OpenedAccount,
  mayWrite: boolean,
  io: Io,
  line: ProgressLine,
): Promise<boolean> {
  const { signal } = io;
  const { memory, mail } = connection;
  line.show(() => 'Looking for labels …');
  const { scan, places } = await scanLabels(memory, connection, signal);
  line.show(() => 'Reading contacts …');
  const index = indexCards(listing.cards);
  const named = [...addressesIn(rows)].flatMap((address) => [
    ...index.of(address),
    ...index.covering(address),
  ]);
  const theirs = { ...listing, cards: [...new Set(named)] };
  const categorised = await readCategorised({ listing: theirs, places, cards }, signal);
  const { isOwnAddress } = memory;
  const decided = decisionsIn(rows, { places, listing: theirs, categorised, isOwnAddress });
  const { found } = await findMessages(decided.decisions, places, walks, signal, (growing) =>
    line.show(() => `Reading mail … ${growing.seen} messages`),
  );
  const chosen = chooseMessages(decided.decisions, found, scan.mails, places);
  line.show(() => 'Putting labels on …');
  const labelled = mayWrite
    ? await putLabels(chosen.choices, places, mail, signal)
    : { done: chosen.choices, problems: [] };
  line.clear();
  const problems = [...read.problems, ...decided.problems, ...chosen.problems, ...labelled.problems];
  const width = io.stdout.isTTY === true ? (io.stdout.columns ?? 80) : Infinity;
  textWriter(io, io.stdout)(...choiceTable(labelled.done, width));
  const say: WriteText = textWriter(io, io.stderr);
  say(
    ...problemLines(problems),
    ...decideSummary({
      choices: labelled.done,
      alreadyDone: chosen.alreadyThere + decided.alreadyDone,
      alreadyLabelled: chosen.alreadyLabelled,
      problems,
    }),
  );
  return problems.length === 0;
}

/** Runs cycles as long as they triage somebody and somebody is left. Answers with whether nobody is. */
async function triageAll(
  { connection }: OpenedAccount,
  log: Log,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<boolean> {
  const shown = { ...connection, ...withProgress(connection, line) };
  for (;;) {
    const { triaged, left, waiting, failed } = await runLoggedCycle(shown, log, {
      signal,
      quietWhenIdle: false,
    });
    const remaining = left + waiting + failed;
    if (remaining === 0 || triaged === 0) return remaining === 0;
  }
}

/** What the file says; a text says why it cannot be used. */
async function readFrom(file: string, { stdin, signal }: Io): Promise<ReadRows | string> {
  try {
    if (file !== '-') return readRows(await readFile(file, { signal }));
    if (stdin === undefined) return 'nothing is there';
    return readRows(await buffer(addAbortSignal(signal, Readable.from(stdin))));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && 'code' in error) return error.message;
    throw error;
  }
}
