import { expect, it } from 'vitest';
import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { undocumented } from '../support/operations-doc.ts';
import { type LogLine, startMailroom } from '../support/run-mailroom.ts';
import { testAccount } from '../support/test-account.ts';

/**
 * The whole log of a service's day, for people to look at: `docs/examples/day.jsonl`. What differs from run to run is put in
 * place of by something that does not. Written anew by `npx vitest run --project unit test/sandbox/day-log.test.ts -u`.
 */
it('a day in the log reads as docs/examples/day.jsonl shows', async () => {
  const sandbox = await startSandbox();
  try {
    const { jmapUrl, cardDavUrl } = sandbox;
    const stored = sandbox.createAccount({ username: 'me@my.example' });
    const { username, password, token } = stored;
    const account = testAccount({ jmapUrl, cardDavUrl, username, password, token }, 'jmap');
    await account.setUp();
    const mail = mailIn(stored);
    const service = startMailroom(
      ['run'],
      account.environment({ MAILROOM_POLL_INTERVAL: '1', MAILROOM_HEALTH_PORT: '0' }),
    );
    const waitFor = (event: string, times = 1): Promise<LogLine> =>
      service.waitFor(() => service.events.filter((line) => line.event === event).length >= times);
    await waitFor('service_started');

    // Morning: a newsletter, a shop and a friend are sorted, and two messages that nobody can sort.
    const news = [mail('News <news@daily.example>'), mail('News <news@daily.example>')];
    const shop = mail('Shop <orders@shop.example>');
    const friend = mail('Carla <carla@home.example>', 'Inbox');
    const bounce = mail('MAILER-DAEMON');
    const own = mail('me@my.example', 'Sent');
    label(stored, [news[0] ?? '', own], '@ToFeed');
    label(stored, [shop], '@ToPaperTrail');
    label(stored, [friend], '@ToPerson');
    label(stored, [bounce], '@ToJail');
    await waitFor('cycle_done', 1);

    // Noon: one message of a sender says Feed, another one Jail.
    const offers = [mail('Offers <deals@shop.example>'), mail('Offers <deals@shop.example>')];
    label(stored, [offers[0] ?? ''], '@ToFeed');
    label(stored, [offers[1] ?? ''], '@ToJail');
    await waitFor('cycle_done', 2);

    // Afternoon: the provider is out of reach for a while.
    sandbox.onRequest = () => ({ kind: 'answer', status: 503, body: 'Service Unavailable' });
    await waitFor('cycle_failed', 2);
    sandbox.onRequest = undefined;
    await waitFor('cycle_recovered');

    // Evening: the user has decided, and moved the newsletter elsewhere; then the node is updated.
    stored.moveMail(offers[0] ?? '', { remove: ['@ToFeed'] });
    label(stored, [news[1] ?? ''], '@ToPaperTrail');
    await waitFor('cycle_done', 3);
    service.kill('SIGTERM');
    const { code, events } = await service.result;

    expect(code).toBe(0);
    expect(undocumented(events)).toEqual([]);
    const log = events.map((line, index) => JSON.stringify(settled(line, index, jmapUrl))).join('\n');
    await expect(`${log}\n`).toMatchFileSnapshot('../../docs/examples/day.jsonl');
  } finally {
    await sandbox.close();
  }
});

let hour = 6;

const mailIn =
  (account: SandboxAccount) =>
  (from: string, mailbox = 'Screener'): string =>
    account.addMail({ from, subject: 'x', mailboxes: [mailbox], receivedAt: receivedAt() });

const receivedAt = (): Date => new Date(Date.UTC(2026, 10, 25, (hour += 1)));

/** All at once, so that no cycle sees a part of it. */
function label(account: SandboxAccount, mails: readonly string[], name: string): void {
  for (const mail of mails) account.moveMail(mail, { add: [name] });
}

/** The line without what no two runs have in common. */
function settled(line: LogLine, index: number, jmapUrl: string): LogLine {
  const { origin } = new URL(jmapUrl);
  const text = JSON.stringify(line).replaceAll(origin, 'https://api.fastmail.com');
  const fixed: LogLine = {
    time: new Date(Date.UTC(2026, 10, 26, 6, index * 17)).toISOString(),
    version: '1.0.0',
    port: 8080,
    requests: 9,
    durationMs: 420,
    uptimeSeconds: 57_600,
    seconds: 600,
    waitSeconds: 300,
    pollInterval: 300,
    cycles: 192,
  };
  const parsed = JSON.parse(text) as LogLine;
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => [name, name in fixed ? fixed[name] : value]),
  );
}
