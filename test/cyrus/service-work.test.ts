import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { useWorld, type World } from '../scenarios/world.ts';
import { readCard } from '../support/card-text.ts';
import { writesContacts } from '../support/contact-requests.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';
import { type RecordingProxy } from '../support/recording-proxy.ts';
import { useServices } from '../support/running-service.ts';
import { type TestAccount } from '../support/test-account.ts';

const senders = (count: number): string[] => Array.from({ length: count }, (_, n) => `sender${n}@x.example`);

/** Each sender's messages, the first of which gets the label. */
async function deliverBacklog(
  account: TestAccount,
  from: readonly string[],
  mailsEach: number,
): Promise<void> {
  const ids = await account.deliver(
    Array.from({ length: mailsEach }, (_, n) =>
      from.map((sender) => ({ from: sender, subject: `${sender} ${n}`, mailboxes: ['Screener'] })),
    ).flat(),
  );
  await account.addLabel(ids.slice(0, from.length), '@ToFeed');
}

/** The account as a user sees it: no ids, no dates. */
async function endState(account: TestAccount) {
  const cards = (await account.cards()).map(({ text }) => readCard(text));
  return {
    mails: (await account.mails())
      .map(({ subject, mailboxes }) => `${subject} in ${mailboxes.join()}`)
      .sort(),
    contacts: cards.flatMap(({ isGroup, addresses }) => (isGroup ? [] : [addresses.join()])).sort(),
    members: await account.membersByAddress('Feed'),
  };
}

describe('the work', () => {
  const world = useWorld(cyrusAccount);
  const start = useServices(world);

  const triaged = async ({ account }: World): Promise<boolean> =>
    (await account.mailIn('@ToFeed')).length === 0 && (await account.mailIn('Screener')).length === 0;

  it.each<[string, (proxy: RecordingProxy, kill: () => void) => void]>([
    [
      'while contacts are made',
      (proxy, kill) => {
        let writes = 0;
        proxy.onRequest((request) => {
          // Over JMAP they share a request.
          const last = request.method === 'PUT' ? 3 : 1;
          if (writesContacts(request) && (writes += 1) === last) kill();
          return undefined;
        });
      },
    ],
    [
      'when the mail has been moved, and the answer is on its way',
      (proxy, kill) => {
        proxy.onResponse(({ jmapMethods }) => {
          if (jmapMethods.includes('Email/set')) kill();
        });
      },
    ],
  ])('kill -9 in the middle of a cycle, %s; start again: the work is finished', async (_, killDuring) => {
    const { account, proxy } = world();
    const from = senders(6);
    await deliverBacklog(account, from, 3);
    const first = start();
    killDuring(proxy, () => first.kill('SIGKILL'));
    expect((await first.result).signal).toBe('SIGKILL');
    expect(await triaged(world())).toBe(false);

    const second = start();
    await second.waitForEvent('cycle_done');
    await second.waitForEvent('cycle_idle');

    const { mails, contacts, members } = await endState(account);
    expect(mails.filter((mail) => !mail.endsWith(' in Feed'))).toEqual([]);
    expect([mails.length, contacts, members]).toEqual([18, from, from]);
  });

  it('two processes at once on one account: same end state as one, no duplicate contact', async () => {
    const { account } = world();
    const alone = await cyrusAccount();
    await alone.setUp();
    for (const each of [account, alone]) await deliverBacklog(each, senders(20), 5);

    const pair = [start(), start()];
    const one = start({
      ...alone.environment(),
    });
    for (const service of [...pair, one]) await service.waitForEvent('cycle_idle');
    await expect.poll(() => triaged(world()), { timeout: 20_000, interval: 200 }).toBe(true);
    for (const service of pair) {
      const idle = service.logged('cycle_idle').length;
      await service.waitForEvent('cycle_idle', idle + 2);
    }

    const state = await endState(account);
    expect(state).toEqual(await endState(alone));
    expect(state.contacts).toEqual(senders(20).sort());
    expect(pair.flatMap((service) => service.logged('cycle_failed'))).toEqual([]);
  });

  it('health answers within 100 ms while a large cycle runs', { retry: 2, timeout: 120_000 }, async () => {
    const { account } = world();
    await deliverBacklog(account, senders(60), 20);
    // Past the proxy, which would keep this process busy.
    const { jmapUrl, cardDavUrl } = account.access;
    const service = start({ MAILROOM_JMAP_URL: jmapUrl, MAILROOM_CARDDAV_URL: cardDavUrl });
    await service.waitForEvent('service_started');
    await service.health('/healthz');

    const durations: number[] = [];
    while (service.logged('cycle_done').length === 0) {
      const { status, durationMs } = await service.health('/healthz');
      expect(status).toBe(200);
      durations.push(durationMs);
      await sleep(10);
    }

    expect(service.logged('cycle_done')[0]).toMatchObject({ triaged: 60, mails: 1200, failed: 0 });
    expect(durations.length).toBeGreaterThan(20);
    expect(Math.max(...durations)).toBeLessThan(100);
  });
});

describe('the process', () => {
  const world = useWorld(cyrusAccount);
  const start = useServices(world);

  it('reads secrets from files, and warns about unknown variables, but not about those of Kubernetes', async () => {
    const { access } = world().account;
    const folder = await mkdtemp(join(tmpdir(), 'mailroom-secrets-'));
    const secrets = { JMAP_TOKEN: access.token, CARDDAV_PASSWORD: access.password };
    const files: Record<string, string> = {};
    for (const [name, secret] of Object.entries(secrets)) {
      files[`MAILROOM_${name}_FILE`] = join(folder, name);
      await writeFile(join(folder, name), `${secret}\n`);
    }
    const service = start({
      ...files,
      ...{ MAILROOM_JMAP_TOKEN: '', MAILROOM_CARDDAV_PASSWORD: '' },
      MAILROOM_SERVICE_HOST: '10.0.0.1',
      MAILROOM_SERVICE_PORT: '8080',
      MAILROOM_PORT: 'tcp://10.0.0.1:8080',
      MAILROOM_PORT_8080_TCP_ADDR: '10.0.0.1',
      MAILROOM_POL_INTERVAL: '60',
    });

    await service.waitForEvent('cycle_idle');
    await rm(folder, { recursive: true });

    expect(service.logged('config_warning')).toMatchObject([
      { level: 'warning', warning: expect.stringContaining('did you mean MAILROOM_POLL_INTERVAL') as string },
    ]);
    expect(service.logged('service_started')).toMatchObject([
      { pollInterval: 1, version: expect.any(String) as string },
    ]);
  });

  it.each([
    ['an unhandled rejection', "void Promise.reject(new TypeError('boom'))"],
    ['an exception', "throw new TypeError('boom')"],
  ])('logs %s as JSON, then exits 1', async (_, defect) => {
    const preload = `setTimeout(() => { ${defect} }, 500)`;
    const service = start({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` });

    const { code, events } = await service.result;

    expect(code).toBe(1);
    expect(events.at(-1)).toMatchObject({
      level: 'error',
      event: 'crashed',
      error: { type: 'TypeError', message: 'boom', stack: expect.any(Array) as unknown },
    });
  });
});
