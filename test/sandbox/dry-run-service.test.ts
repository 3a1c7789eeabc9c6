import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/account/connect.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { type EventName } from '../../src/log/events.ts';
import { type LogFields } from '../../src/log/logger.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { runLoggedCycle } from '../../src/service/run-cycle.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';

/** A service in a dry run polls on, and nothing ever gets done. */
describe('a dry run that is repeated', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  async function polling() {
    const account = sandboxAccount(sandbox);
    await account.setUp();
    const { config } = loadConfig(account.environment({ MAILROOM_DRY_RUN: 'true' }));
    const logged: { event: EventName; fields: LogFields }[] = [];
    const signal = new AbortController().signal;
    const connection = await connect(
      config,
      (event: EventName, fields: LogFields = {}) => void logged.push({ event, fields }),
      signal,
    );
    return {
      account,
      /** Runs a cycle as the service does; answers with the plans it told of. */
      cycle: async (): Promise<unknown[]> => {
        logged.length = 0;
        await runLoggedCycle(connection, connection.log, { signal, quietWhenIdle: true });
        return logged.filter(({ event }) => event === 'dry_run_plan').map(({ fields }) => fields);
      },
      events: () => logged.map(({ event }) => event).filter((event) => event !== 'request'),
    };
  }

  it('tells each thing once, and is idle then', async () => {
    const { account, cycle, events } = await polling();
    const [ann = '', eve = '', evil = ''] = await account.deliver([
      { from: 'Ann <ann@x.example>', mailboxes: ['Screener'] },
      { from: 'eve@y.example', mailboxes: ['Screener'] },
      { from: 'eve@y.example', mailboxes: ['Screener'] },
    ]);
    await account.addLabel(ann, '@ToFeed');
    await account.addLabel(eve, '@ToFeed');
    await account.addLabel(evil, '@ToJail');

    expect(await cycle()).toHaveLength(2);
    expect(await cycle()).toEqual([]);
    expect(events()).toEqual(['cycle_idle']);
    expect(await account.mailIn('@ToFeed')).toHaveLength(2);
  });

  it('tells of a sender again when its mail is labelled otherwise, or more of it', async () => {
    const { account, cycle } = await polling();
    const [ann = '', more = ''] = await account.deliver([
      { from: 'Ann <ann@x.example>', mailboxes: ['Screener'] },
      { from: 'Ann <ann@x.example>', mailboxes: ['Screener'] },
    ]);
    await account.addLabel(ann, '@ToFeed');
    expect(await cycle()).toMatchObject([{ sender: 'ann@x.example', category: 'Feed' }]);

    await account.setMailboxes(ann, ['@ToJail', 'Screener']);
    expect(await cycle()).toMatchObject([{ sender: 'ann@x.example', category: 'Jail' }]);

    await account.addLabel(more, '@ToJail');
    expect(await cycle()).toMatchObject([{ sender: 'ann@x.example', category: 'Jail' }]);
    expect(await cycle()).toEqual([]);
  });

  it('tells of a sender again when another mail of it gets another label', async () => {
    const { account, cycle } = await polling();
    const [ann = '', more = ''] = await account.deliver([
      { from: 'Ann <ann@x.example>', mailboxes: ['Screener'] },
      { from: 'Ann <ann@x.example>', mailboxes: ['Screener'] },
    ]);
    await account.addLabel(ann, '@ToFeed');
    await cycle();

    await account.addLabel(more, '@ToJail');

    expect(await cycle()).toMatchObject([{ sender: 'ann@x.example', category: 'Jail' }]);
  });
});
