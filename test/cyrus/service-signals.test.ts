import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useWorld } from '../scenarios/world.ts';
import { writesContacts } from '../support/contact-requests.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';
import { type LogLine } from '../support/run-mailroom.ts';
import { useServices } from '../support/running-service.ts';

/** Runs a program as the first process of a PID namespace, as a container does. Not everybody may. */
const AS_FIRST_PROCESS = ['unshare', '--pid', '--fork', '--kill-child=SIGKILL'];
const canBeFirst = spawnSync(AS_FIRST_PROCESS[0]!, [...AS_FIRST_PROCESS.slice(1), 'true']).status === 0;

describe('a stop', () => {
  const world = useWorld(cyrusAccount);
  const start = useServices(world);
  const names = (events: readonly LogLine[]): unknown[] => events.map(({ event }) => event);

  it.each(['SIGTERM', 'SIGINT'] as const)('%s during sleep: wakes, and exits 0', async (signal) => {
    const service = start({ MAILROOM_POLL_INTERVAL: '86400' });
    await service.waitForEvent('cycle_idle');
    const startedAt = performance.now();

    service.kill(signal);
    const { code, events } = await service.result;

    expect(code).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(names(events).slice(-2)).toEqual(['service_stopping', 'service_stopped']);
    expect(events.at(-1)).toMatchObject({ cycles: 1 });
  });

  it('during a cycle: finishes it, answers for its health meanwhile, and exits 0', async () => {
    const { account, proxy, deliver, mailboxesOf } = world();
    const [mail = '', other = ''] = await deliver({ from: 'ann@x.example' }, { from: 'ann@x.example' });
    await account.addLabel(mail, '@ToFeed');
    const statuses: number[] = [];
    proxy.onRequest(async (request) => {
      if (!writesContacts(request) || statuses.length > 0) return undefined;
      service.kill('SIGTERM');
      await service.waitForEvent('service_stopping');
      statuses.push((await service.health('/healthz')).status);
      return undefined;
    });

    const service = start();
    const { code, events } = await service.result;

    expect([code, statuses]).toEqual([0, [200]]);
    expect(names(events).slice(-3)).toEqual(['sender_triaged', 'cycle_done', 'service_stopped']);
    expect([await mailboxesOf(mail), await mailboxesOf(other)]).toEqual([['Feed'], ['Feed']]);
  });

  it('during startup: exits 0 without waiting for the server', async () => {
    const { proxy } = world();
    proxy.onRequest(() => ({ hang: true }));
    const service = start();
    await expect.poll(() => proxy.exchanges.length).toBe(1);
    const health = [await service.health('/healthz'), await service.health('/readyz')];

    service.kill('SIGTERM');
    const { code, events } = await service.result;

    expect(code).toBe(0);
    expect(health.map(({ status, report }) => [status, report.status])).toEqual([
      [200, 'ok'],
      [503, 'starting'],
    ]);
    expect(names(events)).toEqual(['health_server_started', 'service_stopping', 'service_stopped']);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('a second signal, %s: exits at once with %i', async (signal, exitCode) => {
    const { account, proxy, deliver } = world();
    const [mail = ''] = await deliver({ from: 'ann@x.example' });
    await account.addLabel(mail, '@ToFeed');
    proxy.onRequest((request) => (writesContacts(request) ? { hang: true } : undefined));
    const service = start();
    await expect.poll(() => proxy.exchanges.some(writesContacts), { timeout: 10_000 }).toBe(true);

    service.kill('SIGTERM');
    await service.waitForEvent('service_stopping');
    service.kill(signal);
    const { code, events } = await service.result;

    expect(code).toBe(exitCode);
    expect(events.at(-1)).toMatchObject({ event: 'service_stopping' });
  });

  it.skipIf(!canBeFirst)('as PID 1: exits 0', async () => {
    const service = start({ MAILROOM_POLL_INTERVAL: '86400' }, { wrapper: AS_FIRST_PROCESS });
    await service.waitForEvent('cycle_idle');

    // The wrapper keeps signals to itself.
    const child = readFileSync(`/proc/${service.pid}/task/${service.pid}/children`, 'utf8');
    process.kill(Number(child), 'SIGTERM');

    expect(await service.result).toMatchObject({ code: 0 });
  });
});
