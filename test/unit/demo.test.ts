import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { runMailroom, startMailroom } from '../support/run-mailroom.ts';

const TERMINAL_COLUMNS = 80;

describe('mailroom demo', () => {
  it('shows before, decisions and after in plain text in a pipe, and exits 0', async () => {
    const { code, stdout, stderr } = await runMailroom(['demo'], {}, { timeoutMs: 20_000 });

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/hello@crumb\.example +4 in Screener, 2 in Inbox +@ToFeed/);
    expect(stdout).toMatch(/6 senders triaged, 17 messages moved \(\d+ requests, .*\)/);
    expect(stdout).toMatch(/! news@gym\.example: /);
    expect(stdout).toMatch(/! me@demo\.example: Own mail is not triaged/);
    expect(stdout).toMatch(/1 sender triaged, 2 messages moved/);
    expect(stdout).toMatch(/hello@crumb\.example +6 in Feed +Feed/);
    expect(stdout).toMatch(/rosa@delgado\.example +1 in Inbox +Imbox +@MailroomWarning/);
    expect(stdout).toMatch(/Old mail in the Inbox went along/);
    expect(stdout).toMatch(/your own rule puts it into Feed/);
    expect(stdout).not.toContain('\u001b');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(TERMINAL_COLUMNS);
  });

  it('with --keep leaves an account up that mailroom once can be pointed at, until it is stopped', async () => {
    const program = startMailroom(['demo', '--keep'], {}, { timeoutMs: 20_000 });
    const environment = await program.environment();

    const { code, events } = await runMailroom(['once'], environment);

    expect(code).toBe(0);
    expect(events.at(-1)).toMatchObject({ event: 'cycle_done', triaged: 0 });
    program.kill('SIGTERM');
    expect((await program.result).code).toBe(0);
    const { port } = new URL(environment.MAILROOM_JMAP_URL ?? '');
    await expect(once(connect(Number(port), '127.0.0.1'), 'connect')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});

describe('mailroom sandbox', () => {
  it('serves an empty account until it is stopped', async () => {
    const program = startMailroom(['sandbox', '--port', '0'], {}, { timeoutMs: 20_000 });
    const environment = await program.environment();

    const { code, events } = await runMailroom(['once'], environment);

    expect(code).toBe(1);
    expect(String(events.at(-1)?.problems)).toContain('"Screener"');
    program.kill('SIGTERM');
    expect((await program.result).code).toBe(0);
  });

  it.each(['none', '70000', '-1', '1.5'])('refuses %s for a port', async (port) => {
    const { code, stdout } = await runMailroom(['sandbox', '--port', port], {});

    expect(code).toBe(2);
    expect(stdout).toMatch(/--port/);
  });
});
