import { loadConfig } from '../config/load-config.ts';
import { groupOf, labelTable, mailboxTable, senderTable } from '../demo/scenes.ts';
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
    const show = (render: (now: ReturnType<typeof account.snapshot>, style: Style) => string): void =>
      say(render(account.snapshot(), style), '');

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
      say(...cycleLines(report, told, style), '');
    };

    say(style.bold('Mailroom demo: an account in memory, on this machine only'), '');
    say('Mail of unknown senders waits in Screener:', '');
    show(mailboxTable);
    say('The user decides, with one label on one mail of each sender:', '');
    putLabels(account);
    say(labelTable(style), '');
    await cycle();
    show(senderTable);
    say(`The user sees @MailroomError, and takes ${MISTAKE.label} off ${MISTAKE.sender}:`, '');
    correctMistake(account);
    await cycle();
    show(mailboxTable);
    account.deliver(RETURNING);
    const { mails } = account.snapshot();
    const arrived = mails.find(({ subject }) => subject === RETURNING.subject);
    say(
      `New mail of ${RETURNING.sender} arrives, and the user's rule puts it into ${arrived?.mailboxes.join() ?? ''},`,
      `because the sender is in the group ${groupOf(account.snapshot(), RETURNING.sender)} now. That is all there is to it.`,
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
  const done = `${count(report.triaged, 'sender')} triaged, ${count(report.moved, 'mail')} moved`;
  const price = `${String(cost.requests)} requests, ${String(cost.durationMs)} ms`;
  const notes = TOLD.flatMap((event) =>
    (told.get(event) ?? []).map(({ sender }) => style.warn(`  ! ${String(sender)}: ${EVENTS[event].msg}`)),
  );
  return [style.good(`  → Mailroom: ${done} (${price})`), ...notes];
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
