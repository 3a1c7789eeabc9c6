import { describe, expect, it } from 'vitest';
import { useWorld } from '../scenarios/world.ts';
import { groupCard } from '../support/card-text.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';
import { type Exchange } from '../support/exchange.ts';
import { type RunningService, useServices } from '../support/running-service.ts';

/** All of this happens while the service runs, and none of it needs a restart. */
describe('what changed while running is noticed', () => {
  const world = useWorld(cyrusAccount);
  const start = useServices(world);

  async function running(environment: Record<string, string> = {}): Promise<RunningService> {
    const service = start(environment);
    await service.waitForEvent('cycle_idle');
    return service;
  }

  /** Labels a new mail and waits until its sender is triaged. */
  async function expectTriage(service: RunningService, mailbox = 'Feed'): Promise<void> {
    const { account, deliver, mailboxesOf } = world();
    const [mail = ''] = await deliver({ from: 'ann@x.example' });
    await account.addLabel(mail, '@ToFeed');
    await service.waitForEvent('sender_triaged');
    await expect.poll(() => mailboxesOf(mail)).toEqual([mailbox]);
  }

  const isMailboxList = ({ jmapMethods }: Exchange): boolean => jmapMethods.join() === 'Mailbox/get';
  const isSession = ({ method, path }: Exchange): boolean => method === 'GET' && path === '/jmap/';
  const sessionsRead = (): number => world().proxy.exchanges.filter(isSession).length;

  it('a label mailbox is deleted and made anew under the same name', async () => {
    const { account } = world();
    const service = await running();

    await account.destroyMailbox('@ToFeed');
    await account.createMailboxes(['@ToFeed']);

    await expectTriage(service);
  });

  it('the label of an order that the account did without is made', async () => {
    const { account, mailboxesOf, members } = world();
    const service = await running();
    await expectTriage(service);
    await account.putCard('undecided', groupCard({ uid: 'undecided', name: 'Screener' }));

    await account.createMailbox('@ToScreener');

    await service.waitForEvent('mailboxes_changed');
    const [mail] = await account.mailOf('ann@x.example');
    await account.addLabel(mail!.id, '@ToScreener');
    await service.waitForEvent('sender_triaged', 2);
    expect(await mailboxesOf(mail!.id)).toEqual(['Screener']);
    expect(await members()).toEqual({ Screener: ['ann@x.example'] });
  });

  it('a label mailbox is missing for a while', async () => {
    const { account } = world();
    const service = await running();

    await account.destroyMailbox('@ToFeed');
    await service.waitForEvent('cycle_failed', 2);
    await account.createMailboxes(['@ToFeed']);

    await expectTriage(service);
    expect(service.logged('cycle_failed')[0]).toMatchObject({
      error: { type: 'AccountError' },
      problems: [expect.stringContaining('"@ToFeed"')],
    });
  });

  it('a category mailbox is renamed: cycles fail that name it; renamed back: they work again', async () => {
    const { account } = world();
    const service = await running();

    await account.renameMailbox('Feed', 'Food');
    await service.waitForEvent('cycle_failed', 3);
    await account.renameMailbox('Food', 'Feed');

    await expectTriage(service);
    expect(service.logged('cycle_failed').map(({ failures }) => failures)).toEqual(
      service.logged('cycle_failed').map((_, index) => index + 1),
    );
    for (const failure of service.logged('cycle_failed')) {
      expect(failure).toMatchObject({
        error: { type: 'AccountError' },
        problems: [expect.stringContaining('mailbox "Feed" (the mailbox of Feed) does not exist')],
      });
    }
  });

  it('a mailbox is moved to where a path names it', async () => {
    const { account } = world();
    await account.createMailbox('Filed/Feed');
    const service = await running({ MAILROOM_MAILBOX_FEED: 'Filed/Feed' });

    await account.renameMailbox('Filed', 'Old');
    await service.waitForEvent('cycle_failed');
    await account.createMailbox('Filed/Feed');

    await expectTriage(service, 'Filed/Feed');
  });

  it('the news of a changed mailbox gets lost on the way: it is not lost for good', async () => {
    const { account, proxy } = world();
    const service = await running();
    let isBroken = false;
    proxy.onRequest((exchange) => {
      // The answer that tells of the change arrives, the list of mailboxes does not.
      if (!isMailboxList(exchange) || isBroken) return undefined;
      isBroken = true;
      return { status: 503 };
    });

    await account.destroyMailbox('@ToFeed');
    await account.createMailboxes(['@ToFeed']);
    await service.waitForEvent('cycle_failed');

    await expectTriage(service);
  });

  it('a contact group is deleted and made anew', async () => {
    const { account, deliver, mailboxesOf } = world();
    const service = await running();
    const feed = (await account.cards()).find(({ text }) => text.includes('FN:Feed'));
    const [mail = ''] = await deliver({ from: 'ann@x.example' });

    await account.deleteCard(feed?.href ?? '');
    await account.addLabel(mail, '@ToFeed');
    const failure = await service.waitForEvent('cycle_failed');
    await account.putCard('feed-anew', groupCard({ uid: 'feed-anew', name: 'Feed' }));
    await service.waitForEvent('sender_triaged');

    expect(failure).toMatchObject({
      error: { type: 'AccountError' },
      problems: [expect.stringContaining('contact group "Feed"')],
    });
    await expect.poll(() => mailboxesOf(mail)).toEqual(['Feed']);
    expect(await account.membersByAddress('Feed')).toEqual(['ann@x.example']);
  });

  it('sessionState moves: the session is read again', async () => {
    const { account, proxy } = world();
    const service = await running();
    const before = sessionsRead();

    // As the server would answer whose session has changed since.
    const undo = proxy.onRequest(async ({ method, path, requestHeaders, requestBody }) => {
      if (method !== 'POST') return undefined;
      const { authorization = '', 'content-type': type = '' } = requestHeaders;
      const url = new URL(path, account.access.jmapUrl);
      const answer = await fetch(url, {
        method,
        headers: { authorization, 'content-type': type },
        body: requestBody,
      });
      const body = { ...((await answer.json()) as object), sessionState: 'moved' };
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    });
    await expect.poll(sessionsRead, { timeout: 10_000 }).toBe(before + 1);
    undo();

    await expectTriage(service);
  });

  it('limits change without a word: the session is read again after a failed cycle', async () => {
    const { proxy } = world();
    const service = await running();
    const before = sessionsRead();

    const undo = proxy.onRequest((exchange) => (exchange.method === 'POST' ? { status: 503 } : undefined));
    await service.waitForEvent('cycle_failed');
    undo();

    await expectTriage(service);
    expect(sessionsRead()).toBeGreaterThan(before);
  });

  it('as long as nothing changes, an idle cycle stays one request', async () => {
    const { proxy } = world();
    const service = await running();
    const idleBefore = service.logged('cycle_idle').length;
    const first = proxy.exchanges.length;

    await service.waitForEvent('cycle_idle', idleBefore + 3);

    const cycles = service.logged('cycle_idle').length - idleBefore;
    expect(proxy.exchanges.length - first).toBe(cycles);
    expect(service.logged('cycle_idle').at(-1)).toMatchObject({ requests: 1 });
  });
});
