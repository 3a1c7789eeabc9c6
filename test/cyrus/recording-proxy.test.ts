import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contactCard } from '../support/card-text.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';
import { type Fault, type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.ts';
import { testAccount, type TestAccount } from '../support/test-account.ts';
import { assertWireRules } from '../support/wire-rules.ts';

const FROM = 'Ada <ada@example.test>';

describe('the recording proxy', () => {
  let account: TestAccount;
  let proxy: RecordingProxy;
  /** The same account, seen through the proxy. */
  let proxied: TestAccount;
  beforeEach(async () => {
    account = await cyrusAccount();
    await account.setUp();
    proxy = await startRecordingProxy(account.access.jmapUrl);
    const { jmapUrl, cardDavUrl } = account.access;
    proxied = testAccount({
      ...account.access,
      jmapUrl: proxy.through(jmapUrl),
      cardDavUrl: proxy.through(cardDavUrl),
    });
  });
  afterEach(() => proxy.stop());

  it('passes everything on, and writes it down', async () => {
    await proxied.deliver({ from: FROM, mailboxes: ['Screener'] });
    await proxied.putCard(
      'ada',
      contactCard({ uid: 'ada', fullName: 'Ädä', addresses: ['ada@example.test'] }),
    );

    expect(await proxied.snapshot()).toEqual(await account.snapshot());
    const put = proxy.exchanges.find(({ method }) => method === 'PUT');
    expect(put).toMatchObject({ status: 201, requestBody: expect.stringContaining('FN:Ädä') as string });
    expect(proxy.exchanges.map(({ n }) => n)).toEqual(proxy.exchanges.map((_, index) => index + 1));
    expect(proxy.exchanges.map(({ jmapMethods }) => jmapMethods)).toContainEqual([
      'Email/query',
      'Email/get',
    ]);
  });

  it('follows the redirect of the well-known address', async () => {
    const { username, password } = account.access;
    const response = await fetch(
      proxy.through(new URL('/.well-known/carddav', account.access.cardDavUrl).href),
      {
        method: 'PROPFIND',
        headers: { authorization: `Basic ${btoa(`${username}:${password}`)}`, depth: '0' },
      },
    );

    expect(response.status).toBe(207);
    expect(proxy.exchanges.map(({ status }) => status)).toEqual([301, 207]);
  });

  const isDelivery = (methods: readonly string[]): boolean => methods.includes('Email/import');

  it.each<[string, Fault, number]>([
    ['drops a request before the server sees it', { drop: 'before' }, 0],
    ['drops the answer after the server has acted', { drop: 'after' }, 1],
    ['cuts the answer off', { truncate: true }, 1],
    ['answers in place of the server', { status: 503, headers: { 'retry-after': '7' } }, 0],
  ])('%s', async (_, fault, delivered) => {
    proxy.onRequest(({ jmapMethods }) => (isDelivery(jmapMethods) ? fault : undefined));

    await expect(proxied.deliver({ from: FROM, mailboxes: ['Feed'] })).rejects.toThrow();

    expect(await account.mailIn('Feed')).toHaveLength(delivered);
  });

  it('answers with the scripted headers and body', async () => {
    proxy.onRequest(() => ({ status: 429, headers: { 'retry-after': '7' }, body: 'slow down' }));

    const response = await fetch(proxy.through(account.access.jmapUrl));

    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
      429,
      '7',
      'slow down',
    ]);
    expect(proxy.exchanges).toMatchObject([{ n: 1, status: 429, responseBody: 'slow down' }]);
  });

  it('keeps a request hanging', async () => {
    proxy.onRequest(() => ({ hang: true }));
    const signal = AbortSignal.timeout(200);

    const request = fetch(proxy.through(account.access.jmapUrl), { signal });

    await expect(request).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('delays a request', async () => {
    proxy.onRequest(() => ({ delayMs: 150 }));
    const start = performance.now();

    await proxied.mailboxes();

    expect(performance.now() - start).toBeGreaterThan(290);
  });

  it('lets a test change the account between two requests', async () => {
    const [id = ''] = await account.deliver({ from: FROM, mailboxes: ['Screener'] });
    const undo = proxy.onResponse(async ({ jmapMethods }) => {
      if (!jmapMethods.includes('Mailbox/get')) return;
      undo();
      await account.destroyMail(id);
    });

    await expect(proxied.addLabel(id, '@ToFeed')).rejects.toThrow('notFound');
  });

  it('shows a broken rule to the wire rules', async () => {
    const [id = ''] = await proxied.deliver({ from: FROM, mailboxes: ['Screener', 'Feed'] });
    assertWireRules(proxy.exchanges);

    await proxied.removeFrom(id, 'Feed');

    expect(() => assertWireRules(proxy.exchanges)).toThrow('mailboxes taken away, none added');
  });

  it('is as new after clear', async () => {
    proxy.onRequest(() => ({ drop: 'before' }));
    await expect(proxied.mailboxes()).rejects.toThrow();

    proxy.clear();
    await proxied.mailboxes();

    expect(proxy.exchanges[0]).toMatchObject({ n: 1, method: 'GET', path: '/jmap/', status: 200 });
  });

  it('tells of a hook that failed', async () => {
    const broken = await startRecordingProxy(account.access.jmapUrl);
    broken.onRequest(() => {
      throw new Error('wrong test');
    });

    await expect(fetch(broken.through(account.access.jmapUrl))).rejects.toThrow();

    await expect(broken.stop()).rejects.toMatchObject({ errors: [{ message: 'wrong test' }] });
  });
});
