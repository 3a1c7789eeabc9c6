import { adviceOn, isUrlSet } from '../account/advice.ts';
import { createClients } from '../account/clients.ts';
import { type Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { isLeft, leaveLines, leftToUser } from '../leave/leave-lines.ts';
import { groupOfMade } from '../leave/leaving-contacts.ts';
import { carryOutLeave, type Leave, type LeavePorts, planLeave } from '../leave/steps/leave-account.ts';
import { keepHeapSmall } from '../service/small-heap.ts';
import { askWord } from '../terminal/ask.ts';
import { type Io } from '../terminal/io.ts';
import { createProgressLine } from '../terminal/progress-line.ts';
import { textWriter, type WriteText } from '../terminal/text-output.ts';

export interface LeaveOptions {
  /** Do it; else only show it. */
  readonly apply: boolean;
  /** Do not ask first. */
  readonly yes: boolean;
  /** Where the mail of Screener and the categories goes; without it, that stays. */
  readonly mailTo?: string;
}

/** What is typed to go on. */
const WORD = 'leave';

/**
 * Takes out of the account what Mailroom did to it: labels, memberships, lines in notes, and mail out of its mailboxes if told
 * where to. No message, contact, group or mailbox is deleted. Can be cut and repeated. Answers with the exit code: 1 when
 * something is not done, 2 when it would have to ask and cannot, or for a mailbox that mail cannot go to.
 */
export async function leave(io: Io, { apply, yes, mailTo }: LeaveOptions): Promise<number> {
  keepHeapSmall();
  const { config, warnings } = loadConfig(io.env, io.readFile);
  const line = createProgressLine(io.stdout);
  const write = textWriter(io, line.above);
  write(...warnings.map((warning) => `! ${warning}`));
  const mayWrite = apply && !config.dryRun;
  const onAnswer = (): void => line.redraw();
  const clients = createClients(config, () => undefined, { access: mayWrite ? 'write' : 'read', onAnswer });
  const onProgress = (text: string): void => line.show(() => text);
  const ports: LeavePorts = { ...clients, onProgress, signal: io.signal };
  const plan = (): Promise<Leave | string> => planLeave(config, mailTo, ports).finally(() => line.clear());
  try {
    const planned = await plan();
    if (typeof planned === 'string') {
      textWriter(io, io.stderr)(`${planned}.`);
      return 2;
    }
    const { view, counts } = planned;
    write(...view.problems.flatMap(({ what, fix }) => [`! ${what}: not touched`, `  → ${fix}`]));
    if (isLeft(counts)) {
      write('Nothing of Mailroom is left that it can take away.', '', ...userLines(planned));
      return 0;
    }
    write('Leaving Mailroom:', ...leaveLines(view, counts), '');
    if (!mayWrite) {
      write(`Nothing was changed. ${apply ? 'Unset MAILROOM_DRY_RUN' : 'Add --apply'} to do this.`);
      return 0;
    }
    const refusal = yes ? undefined : await refusalOf(io, write);
    if (refusal !== undefined) return refusal;
    const refused = await carryOutLeave(planned, ports).finally(() => line.clear());
    return conclude(await plan(), refused, config, write);
  } finally {
    line.clear();
    clients.close();
  }
}

/** The exit code where the user does not want it, or cannot be asked; else undefined. */
async function refusalOf(io: Io, write: WriteText): Promise<number | undefined> {
  write('Stop the service first: it would go on with what is labelled meanwhile.');
  const word = await askWord(io, `Type "${WORD}" to go on: `);
  if (word === WORD) return undefined;
  if (word !== undefined) {
    write('Nothing was changed.');
    return 1;
  }
  textWriter(io, io.stderr)('Nobody can be asked here: add --yes to do this without a question.');
  return 2;
}

/** What is left as the account shows it now: so what is done is certain. */
function conclude(left: Leave | string, refused: readonly Error[], config: Config, write: WriteText): number {
  write(...refused.map((error) => `✗ ${adviceOn(error, 'jmap', isUrlSet(config, 'jmap')).text}`));
  if (typeof left === 'string') return 1;
  const { view, counts } = left;
  if (isLeft(counts)) write('Done. Nothing of Mailroom is left that it can take away.', '');
  else if (isLeft({ ...counts, noted: 0 }))
    write(
      `${counts.noted} notes keep Mailroom's lines: over JMAP it writes only to cards that hold nothing of yours.`,
      'Take them out by hand, or run this with MAILROOM_CONTACTS=carddav and an app password.',
      '',
    );
  else {
    write('Still to be done:', ...leaveLines(view, counts));
    write('Run it again; what is done is not done twice.', '');
  }
  write(...userLines(left));
  return isLeft(counts) ? 0 : 1;
}

const userLines = ({ view, listing }: Leave): string[] =>
  leftToUser(view, groupOfMade(listing) !== undefined);
