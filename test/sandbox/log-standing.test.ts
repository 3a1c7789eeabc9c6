import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Fault } from '../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { contactCard } from '../support/card-text.ts';
import { undocumented } from '../support/operations-doc.ts';
import { type LogLine, runMailroom, type RunningProgram, startMailroom } from '../support/run-mailroom.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';
import { type TestAccount } from '../support/test-account.ts';

/** What somebody finds in the log of a service who comes late: what still waits, and what is over. */
describe('the log of a service', () => {
  let sandbox: Sandbox;
  const services: RunningProgram[] = [];
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());
  afterEach(async () => {
    sandbox.onRequest = undefined;
    for (const service of services.splice(0)) {
      service.kill('SIGKILL');
      expect(undocumented((await service.result).events)).toEqual([]);
    }
  });

  async function newAccount(): Promise<TestAccount> {
    const account = sandboxAccount(sandbox);
    await account.setUp();
    return account;
  }

  function serve(account: TestAccount, env: Record<string, string> = {}) {
    const service = startMailroom(
      ['run'],
      account.environment({
        MAILROOM_POLL_INTERVAL: '1',
        MAILROOM_HEALTH_PORT: '0',
        MAILROOM_LOG_LEVEL: 'debug',
        ...env,
      }),
    );
    services.push(service);
    const named = (name: string): LogLine[] => service.events.filter(({ event }) => event === name);
    return {
      ...service,
      named,
      waitFor: async (name: string, times = 1): Promise<LogLine[]> => {
        await service.waitFor(() => named(name).length >= times);
        return named(name);
      },
      async idleCycles(count: number): Promise<void> {
        const before = named('cycle_idle').length;
        await service.waitFor(() => named('cycle_idle').length >= before + count);
      },
      async stop(): Promise<void> {
        service.kill('SIGTERM');
        await service.result;
      },
    };
  }

  it('says that an outage is over: how many cycles failed, and for how long', async () => {
    const account = await newAccount();
    const service = serve(account);
    await service.idleCycles(1);

    sandbox.onRequest = (): Fault => ({ kind: 'answer', status: 502, body: 'Bad Gateway' });
    await service.waitFor('cycle_failed', 2);
    sandbox.onRequest = undefined;
    const [recovered] = await service.waitFor('cycle_recovered');

    expect(recovered).toMatchObject({ level: 'info', failures: service.named('cycle_failed').length });
    expect(recovered?.seconds).toBeGreaterThanOrEqual(1);
    await service.idleCycles(2);
    expect(service.named('cycle_recovered')).toHaveLength(1);
  });

  it('names a conflict once, again in a new process, and again when it changes', async () => {
    const account = await newAccount();
    const [one = '', other = '', third = ''] = await account.deliver([
      { from: 'ann@x.example', mailboxes: ['Screener'] },
      { from: 'ann@x.example', mailboxes: ['Screener'] },
      { from: 'ann@x.example', mailboxes: ['Screener'] },
    ]);
    await account.addLabel(one, '@ToFeed');
    await account.addLabel(other, '@ToJail');
    const conflict = { sender: 'ann@x.example', labels: ['@ToFeed', '@ToJail'], mails: 2 };

    const first = serve(account);
    await first.waitFor('sender_conflict');
    await first.idleCycles(2);
    expect(first.named('sender_conflict')).toMatchObject([conflict]);
    await first.stop();

    const second = serve(account);
    await second.idleCycles(2);
    expect(second.named('sender_conflict')).toMatchObject([conflict]);

    await account.addLabel(third, '@ToImbox');
    await second.waitFor('sender_conflict', 2);
    await second.idleCycles(2);
    expect(second.named('sender_conflict')).toMatchObject([
      conflict,
      { ...conflict, labels: ['@ToFeed', '@ToImbox', '@ToJail'], mails: 3 },
    ]);
  });

  it('names the addresses of a contact that are in conflict in every new process', async () => {
    const account = await newAccount();
    const addresses = ['ann@x.example', 'ann@work.example'];
    await account.putCard('ann', contactCard({ uid: 'ann', fullName: 'Ann', addresses }));
    const [home = '', work = ''] = await account.deliver(
      addresses.map((from) => ({ from, mailboxes: ['Screener'] })),
    );
    await account.addLabel(home, '@ToFeed');
    await account.addLabel(work, '@ToJail');

    const runs = [serve(account)];
    await runs[0]?.waitFor('contact_conflict', 2);
    await runs[0]?.idleCycles(2);
    await runs[0]?.stop();
    runs.push(serve(account));
    await runs[1]?.waitFor('contact_conflict', 2);
    await runs[1]?.idleCycles(2);

    for (const run of runs)
      expect(run.named('contact_conflict')).toMatchObject([
        { sender: 'ann@x.example', category: 'Feed', others: ['ann@work.example'] },
        { sender: 'ann@work.example', category: 'Jail', others: ['ann@x.example'] },
      ]);
  });

  it('counts and names mail without a usable sender, with its label and its date', async () => {
    const account = await newAccount();
    const [mail = ''] = await account.deliver([{ from: 'MAILER-DAEMON', mailboxes: ['Screener'] }]);
    await account.addLabel(mail, '@ToFeed');

    for (const nth of ['first', 'second']) {
      const run = await runMailroom(['once'], account.environment());

      expect(
        run.events.find(({ event }) => event === 'unusable_sender'),
        nth,
      ).toMatchObject({
        mail,
        labels: ['@ToFeed'],
        receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown,
      });
      expect(run.events.at(-1), nth).toMatchObject({ event: 'cycle_done', unusable: 1, conflicts: 0 });
    }
  });

  it('sums up each day, also one on which nothing was to be done', async () => {
    const account = await newAccount();
    const labels = await account.deliver([
      { from: 'ann@x.example', mailboxes: ['Screener'] },
      { from: 'ann@x.example', mailboxes: ['Screener'] },
    ]);
    await account.addLabel(labels[0] ?? '', '@ToFeed');
    await account.addLabel(labels[1] ?? '', '@ToJail');

    const service = serve(account, {
      NODE_OPTIONS: `--import=${A_DAY_IN_A_SECOND}`,
      MAILROOM_LOG_LEVEL: 'info',
    });
    await service.waitFor('daily_summary', 2);
    await service.stop();

    expect(service.named('daily_summary')[1]).toMatchObject({
      level: 'info',
      cycles: 1,
      failures: 0,
      triaged: 0,
      mails: 0,
      stands: [{ event: 'sender_conflict', sender: 'ann@x.example', labels: ['@ToFeed', '@ToJail'] }],
      dryRun: false,
    });
    expect(service.events.map(({ event }) => event)).not.toContain('cycle_idle');
  });
});

/** The program's steady clock runs so much faster. */
const A_DAY_IN_A_SECOND = `data:text/javascript,${encodeURIComponent(
  'const now = performance.now.bind(performance); performance.now = () => now() * 100_000;',
)}`;
