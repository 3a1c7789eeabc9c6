import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/commands/run.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type LogLine } from '../support/run-mailroom.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';
import { type TestAccount } from '../support/test-account.ts';

/** A stop during a cycle that takes too long. Time is moved by hand. */
describe('a cycle that would take more than 50 s', () => {
  let sandbox: Sandbox;
  let account: TestAccount;
  beforeEach(async () => {
    sandbox = await startSandbox();
    account = sandboxAccount(sandbox);
    await account.setUp();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await sandbox.close();
  });

  async function label(count: number): Promise<void> {
    const specs = Array.from({ length: count }, (_, n) => ({
      from: `sender${n}@x.example`,
      mailboxes: ['Screener'],
    }));
    await account.addLabel(await account.deliver(specs), '@ToFeed');
  }

  function startRun() {
    const lines: LogLine[] = [];
    const write = (text: string) => lines.push(JSON.parse(text) as LogLine);
    const env = account.environment({ MAILROOM_HEALTH_PORT: '0' });
    const stop = new AbortController();
    const result = run({ env, stdout: { write }, stderr: { write }, signal: stop.signal });
    return { result, stop, names: () => lines.map(({ event }) => event) };
  }

  it('is cut short then, which is no failure; the sender stays labelled', async () => {
    await label(1);
    let hangs = false;
    sandbox.onRequest = ({ jmapMethods }) => {
      if (!jmapMethods.includes('Email/set')) return undefined;
      hangs = true;
      return { kind: 'hang', when: 'before' };
    };
    const { result, stop, names } = startRun();
    await expect.poll(() => hangs, { timeout: 20_000 }).toBe(true);

    stop.abort();
    await vi.advanceTimersByTimeAsync(49_999);
    expect(names().at(-1)).toBe('service_stopping');
    await vi.advanceTimersByTimeAsync(1);

    expect(await result).toBe(0);
    expect(names().slice(-3)).toEqual(['service_stopping', 'cycle_interrupted', 'service_stopped']);
    sandbox.onRequest = undefined;
    expect(await account.mailIn('@ToFeed')).toHaveLength(1);
  });

  it('begins no batch in the last 10 s: those senders stay labelled, the others are done', async () => {
    await label(150);
    const { result, stop, names } = startRun();
    sandbox.afterRequest = async ({ method }) => {
      if (method !== 'PUT' || stop.signal.aborted) return;
      stop.abort();
      await vi.advanceTimersByTimeAsync(40_000);
    };

    expect(await result).toBe(0);
    expect(names().slice(-2)).toEqual(['cycle_done', 'service_stopped']);
    expect(names().filter((event) => event === 'sender_triaged')).toHaveLength(125);
    sandbox.afterRequest = undefined;
    expect(await account.mailIn('@ToFeed')).toHaveLength(25);
  });

  it('that needs less is finished, batch after batch', async () => {
    await label(150);
    const { result, stop, names } = startRun();
    sandbox.afterRequest = async ({ method }) => {
      if (method !== 'PUT' || stop.signal.aborted) return;
      stop.abort();
      await vi.advanceTimersByTimeAsync(39_000);
    };

    expect(await result).toBe(0);
    expect(names().filter((event) => event === 'sender_triaged')).toHaveLength(150);
    sandbox.afterRequest = undefined;
    expect(await account.mailIn('@ToFeed')).toEqual([]);
  });
});
