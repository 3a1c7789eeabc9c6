import { counted } from '../counted.ts';
import { loadConfig } from '../config/load-config.ts';
import { countIn, groupOf, labelTable, resultTable } from '../demo/scenes.ts';
import { correctMistake, DEMO_ROUTE, furnish, MISTAKE, putLabels, RETURNING } from '../demo/story.ts';
import { type Style, styleFor } from '../terminal/style.ts';
import { EVENTS, type EventName } from '../log/events.ts';
import { type LogFields, type LogWriter } from '../log/logger.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { runLoggedCycle } from '../service/run-cycle.ts';
import { type CycleReport } from '../triage/steps/cycle.ts';
import { connect } from '../account/connect.ts';
import { type Io } from '../terminal/io.ts';
import { environmentText, untilStopped } from './sandbox.ts';

/** What needs the user's eyes; the rest of the log would only repeat the tables. */
const TOLD: readonly EventName[] = ['sender_conflict', 'name_mismatch', 'own_mail_skipped'];

/** Shows on an account in memory what Mailroom does, through the real protocols. With `keep` the account stays up. */
export async function demo(io: Io, { keep }: { keep: boolean }): Promise<number> {
  const server = await startSandbox();
  try {
    const account = server.createAccount({ username: 'me@demo.example', route: DEMO_ROUTE });
    furnish(account);
    const style = styleFor(io.stdout, io.env);
    const say = (...lines: string[]): void => void io.stdout.write(`${lines.join('\n')}\n`);
    const { config } = loadConfig({
      MAILROOM_JMAP_URL: server.jmapUrl,
      MAILROOM_JMAP_TOKEN: account.token,
      MAILROOM_CARDDAV_URL: server.cardDavUrl,
      MAILROOM_CARDDAV_USERNAME: account.username,
      MAILROOM_CARDDAV_PASSWORD: account.password,
    });
    const told = new Map<EventName, LogFields[]>();
    const log: LogWriter = (event, fields = {}) => void told.set(event, [...(told.get(event) ?? []), fields]);
    const connection = await connect(config, log, io.signal);
    const cycle = async (): Promise<void> => {
      told.clear();
      const report = await runLoggedCycle(connection, log, { signal: io.signal, quietWhenIdle: false });
      say(...cycleLines(report, told, style));
    };

    const before = account.snapshot();
    say(style.bold('Mailroom demo: an account in memory, on this machine only'), '');
    const waiting = `${countIn(before, 'Screener')} messages from unknown senders wait in Screener`;
    say(`${waiting}, ${countIn(before, 'Inbox')} old ones in the Inbox.`);
    say('You put a label on one message from each sender:', '', labelTable(before, style), '');
    putLabels(account);
    await cycle();
    correctMistake(account);
    say(`You see @MailroomError, and take ${MISTAKE.label} off ${MISTAKE.sender}:`);
    await cycle();
    say('', resultTable(account.snapshot(), style), '');
    account.deliver(RETURNING);
    const after = account.snapshot();
    const arrived = after.mails.find(({ subject }) => subject === RETURNING.subject);
    say(
      `Old mail in the Inbox went along. Now new mail arrives from ${RETURNING.sender}:`,
      `your own rule puts it into ${arrived?.mailboxes.join() ?? ''}, because the sender is in the group ${groupOf(after, RETURNING.sender)}.`,
    );
    connection.close();
    if (keep) {
      say('', 'The account stays up until you press Ctrl-C. To use it from another terminal:', '');
      say(environmentText(server, account));
      await untilStopped(io.signal);
    }
    return 0;
  } finally {
    await server.close();
  }
}

function cycleLines(report: CycleReport, told: ReadonlyMap<EventName, LogFields[]>, style: Style): string[] {
  const [cost = {}] = told.get('cycle_done') ?? [];
  const done = `${counted(report.triaged, 'sender')} triaged, ${counted(report.moved, 'message')} moved`;
  const price = `${String(cost.requests)} requests, ${String(cost.durationMs)} ms`;
  const notes = TOLD.flatMap((event) =>
    (told.get(event) ?? []).map(({ sender }) => style.warn(`  ! ${String(sender)}: ${EVENTS[event].msg}`)),
  );
  return [style.good(`  → Mailroom: ${done} (${price})`), ...notes];
}
