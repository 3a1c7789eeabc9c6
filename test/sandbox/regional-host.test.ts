import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { check } from '../../src/commands/check.ts';
import { connect } from '../../src/account/connect.ts';
import { once } from '../../src/commands/once.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createLogger } from '../../src/log/create-logger.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { runLoggedCycle } from '../../src/service/run-cycle.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';
import { type TestAccount } from '../support/test-account.ts';

/** Fastmail serves some accounts from hosts below that of the session, and may move them from one to the other. */
describe('an account that is served from a regional host', () => {
  const { signal } = new AbortController();
  let sandbox: Sandbox;
  let account: TestAccount;
  beforeEach(async () => {
    sandbox = await startSandbox();
    account = sandboxAccount(sandbox, 'jmap');
    await account.setUp();
  });
  afterEach(() => sandbox.close());

  const environment = (): Record<string, string> =>
    account.environment({ MAILROOM_JMAP_URL: sandbox.jmapUrl.replace('127.0.0.1', 'localhost') });

  async function label(from: string): Promise<void> {
    await account.addLabel(await account.deliver([{ from, mailboxes: ['Screener'] }]), '@ToFeed');
  }

  async function run(command: typeof once): Promise<{ code: number; output: string }> {
    let output = '';
    const write = (text: string): void => void (output += text);
    const code = await command({ env: environment(), stdout: { write }, stderr: { write }, signal });
    return { code, output };
  }

  it('is triaged as any other', async () => {
    await label('ann@x.example');
    sandbox.regionalHost = 'phl';

    expect(await run(once)).toMatchObject({ code: 0 });

    sandbox.regionalHost = undefined;
    expect(await account.mailIn('Feed')).toHaveLength(1);
    expect(await account.mailIn('@ToFeed')).toEqual([]);
  });

  it('is what check tells', async () => {
    sandbox.regionalHost = 'phl';

    const { code, output } = await run((io) => check(io, { json: false }));

    expect(code, output).toBe(0);
    expect(output).toMatch(/logged in to localhost:\d+ as .*, whose account is at phl\.localhost:\d+/);
    expect(output).toMatch(/contacts at phl\.localhost:\d+, over JMAP/);
  });

  it('is followed to another one while the service runs, without a failed cycle', async () => {
    sandbox.regionalHost = 'phl';
    const log = createLogger({ level: 'error', destination: { write: () => undefined } });
    const connection = await connect(loadConfig(environment()).config, log, signal);
    onTestFinished(() => connection.close());
    const cycle = () => runLoggedCycle(connection, log, { signal, quietWhenIdle: true });
    await cycle();
    sandbox.regionalHost = undefined;
    await label('bob@x.example');
    sandbox.regionalHost = 'nyc';

    expect(await cycle()).toMatchObject({ triaged: 1, failed: 0, waiting: 0 });

    sandbox.regionalHost = undefined;
    expect(await account.mailIn('Feed')).toHaveLength(1);
  });
});
