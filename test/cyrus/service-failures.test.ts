import { describe, expect, it } from 'vitest';
import { useWorld } from '../scenarios/world.ts';
import { writesContacts } from '../support/contact-requests.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';
import { type Exchange } from '../support/exchange.ts';
import { methodFailure } from '../support/method-failure.ts';
import { type Fault } from '../support/recording-proxy.ts';
import { type RunningService, useServices } from '../support/running-service.ts';

const isScan = ({ jmapMethods }: Exchange): boolean => jmapMethods.includes('Mailbox/changes');

describe('cycles that fail', () => {
  const world = useWorld(cyrusAccount);
  const start = useServices(world);

  async function healthOf(service: RunningService) {
    const [live, ready] = await Promise.all([service.health('/healthz'), service.health('/readyz')]);
    return { live: live.status, ready: ready.status, failures: live.report.consecutiveFailures };
  }

  /** Answers all requests with the fault until the result is called. */
  const failAll = (fault: Fault): (() => void) => world().proxy.onRequest(() => fault);

  it('9 failures then a success; 10 failures', { timeout: 60_000 }, async () => {
    const { proxy } = world();
    let scans = 0;
    // The first cycle works, then 9 fail, then one works, then all fail.
    proxy.onRequest((exchange) => {
      if (isScan(exchange)) scans += 1;
      return isScan(exchange) && scans !== 1 && scans !== 11 ? { status: 503 } : undefined;
    });
    const service = start();

    await service.waitForEvent('cycle_failed', 9);
    const atNine = await healthOf(service);
    await service.waitForEvent('cycle_idle', 2);
    const afterSuccess = await healthOf(service);
    const { code, events } = await service.result;

    expect(atNine).toMatchObject({ live: 200, failures: 9 });
    expect(afterSuccess).toEqual({ live: 200, ready: 200, failures: 0 });
    expect(code).toBe(1);
    expect(service.logged('cycle_failed').map(({ failures }) => failures)).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9],
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    ]);
    expect(events.at(-1)).toMatchObject({ event: 'service_gave_up', level: 'error', failures: 10 });
  });

  it('server down for a while then back', { timeout: 60_000 }, async () => {
    const { account, deliver, mailboxesOf } = world();
    const [mail = ''] = await deliver({ from: 'ann@x.example' });
    const service = start({ MAILROOM_MAX_CONSECUTIVE_FAILURES: '100' });
    await service.waitForEvent('cycle_idle');

    const backUp = failAll({ drop: 'before' });
    await service.waitForEvent('cycle_failed', 2);
    const shortlyDown = await healthOf(service);
    await account.addLabel(mail, '@ToFeed');
    await expect.poll(() => healthOf(service), { timeout: 20_000 }).toMatchObject({ live: 200, ready: 503 });
    backUp();
    await service.waitForEvent('sender_triaged');
    await service.waitForEvent('cycle_idle', 2);

    expect(shortlyDown).toEqual({ live: 200, ready: 200, failures: 2 });
    expect(service.logged('cycle_failed')[0]).toMatchObject({
      error: { type: 'TransientError', cause: expect.anything() as unknown },
    });
    expect(await healthOf(service)).toEqual({ live: 200, ready: 200, failures: 0 });
    expect(await mailboxesOf(mail)).toEqual(['Feed']);
  });

  it('token revoked (401): counted, not an instant exit', async () => {
    const service = start({ MAILROOM_MAX_CONSECUTIVE_FAILURES: '4' });
    await service.waitForEvent('cycle_idle');

    const restore = failAll({ status: 401, body: 'Not authorised' });
    await service.waitForEvent('cycle_failed', 2);
    const revoked = await healthOf(service);
    restore();
    await service.waitForEvent('cycle_idle', 2);
    failAll({ status: 401 });
    const { code } = await service.result;

    expect(revoked).toMatchObject({ live: 200, failures: 2 });
    expect(service.logged('cycle_failed').map(({ failures }) => failures)).toEqual([1, 2, 1, 2, 3, 4]);
    expect(service.logged('cycle_failed')[0]).toMatchObject({ error: { type: 'AuthError' } });
    expect(code).toBe(1);
  });

  it('Retry-After: the next cycle waits as long as the server asks, and a signal ends that wait', async () => {
    const service = start();
    await service.waitForEvent('cycle_idle');

    failAll({ status: 503, headers: { 'retry-after': '600' } });
    const failure = await service.waitForEvent('cycle_failed');
    service.kill('SIGTERM');

    expect(failure).toMatchObject({ waitSeconds: 600, failures: 1 });
    expect(await service.result).toMatchObject({ code: 0 });
  });

  it('a poisoned sender is not a failed cycle: tried again and again, the others are triaged', async () => {
    const { account, proxy, deliver, mailboxesOf } = world();
    const [bad = '', good = ''] = await deliver({ from: 'bad@y.example' }, { from: 'ann@x.example' });
    await account.addLabel([bad, good], '@ToFeed');
    const heal = proxy.onRequest((request) => {
      if (!writesContacts(request) || !/email.*bad@y\.example/is.test(request.requestBody)) return undefined;
      return request.method === 'PUT' ? { status: 403 } : methodFailure;
    });
    const service = start({ MAILROOM_MAX_CONSECUTIVE_FAILURES: '1' });

    await service.waitForEvent('sender_flagged');
    const health = await healthOf(service);
    const whileFailing = [await mailboxesOf(bad), await mailboxesOf(good)];
    heal();
    await service.waitForEvent('sender_triaged', 2);

    expect(health).toEqual({ live: 200, ready: 200, failures: 0 });
    expect(whileFailing).toEqual([['@MailroomError', '@ToFeed', 'Screener'], ['Feed']]);
    expect(service.logged('sender_failed').length).toBeGreaterThanOrEqual(3);
    expect(service.logged('cycle_done')[0]).toMatchObject({ failed: 1, triaged: 1 });
    expect(await mailboxesOf(bad)).toEqual(['Feed']);
  });
});

describe('a start that fails', () => {
  const world = useWorld(cyrusAccount);
  const start = useServices(world);

  it.each<[string, Fault, string]>([
    ['the server is down', { drop: 'before' }, 'TransientError'],
    ['the server is busy', { status: 503 }, 'TransientError'],
    ['the token is refused', { status: 401 }, 'AuthError'],
  ])('%s: one message, exit 1, no other try', async (_, fault, type) => {
    const { proxy } = world();
    proxy.onRequest(() => fault);

    const { code, events } = await start({ MAILROOM_LOG_LEVEL: 'info' }).result;

    expect(code).toBe(1);
    expect(events).toMatchObject([
      { event: 'health_server_started' },
      { event: 'startup_failed', error: { type } },
    ]);
    expect(proxy.exchanges).toHaveLength(1);
  });

  it('a mailbox and a group are missing: one message names both, exit 1', async () => {
    const { account } = world();
    await account.destroyMailbox('@ToJail');
    const feed = (await account.cards()).find(({ text }) => text.includes('FN:Feed'));
    await account.deleteCard(feed?.href ?? '');

    const service = start();
    const { code } = await service.result;

    expect(code).toBe(1);
    expect(String(service.logged('startup_failed')[0]?.problems)).toMatch(/@ToJail[^]*group.*Feed/);
  });

  it('the health port is taken: one message, exit 2, nothing sent', async () => {
    const first = start();
    const { port } = await first.waitForEvent('health_server_started');
    await first.waitForEvent('cycle_idle');
    first.kill('SIGSTOP');
    const sent = world().proxy.exchanges.length;

    const { code, events } = await start({ MAILROOM_HEALTH_PORT: String(port) }).result;

    expect(code).toBe(2);
    expect(events).toHaveLength(1);
    expect(String(events[0]?.problems)).toContain('MAILROOM_HEALTH_PORT');
    expect(world().proxy.exchanges).toHaveLength(sent);
  });
});
