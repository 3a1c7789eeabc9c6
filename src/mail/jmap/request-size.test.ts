import { expect, it, onTestFinished } from 'vitest';
import { sandboxAccount } from '../../../test/support/sandbox-account.ts';
import { createHttpClient } from '../../http/node/node-http-client.ts';
import { createJmapClient } from '../../jmap/jmap-client.ts';
import { createWireGuard } from '../../safety/wire-guard.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { createJmapMailStore } from './jmap-mail-store.ts';
import { type Mail } from '../mail-store.ts';

const never = new AbortController().signal;
const MAILS = 40;
const SMALL = 1_500;

it.each([
  ['that the server announces', { maxSizeRequest: SMALL }, false],
  ['that the server does not announce, and refuses with 413', {}, true],
])('mail is read and moved in requests of a size %s', async (_, limits, isRefused) => {
  const sandbox = await startSandbox({ limits });
  onTestFinished(() => sandbox.close());
  const account = sandboxAccount(sandbox);
  await account.createMailboxes(['Screener', 'Feed']);
  const mailboxes = await account.mailboxes();
  const idOf = (name: string): string => mailboxes.find(({ path }) => path === name)?.id ?? '';
  const ids: string[] = [];
  for (let n = 0; n < MAILS; n += 1)
    ids.push(...(await account.deliver([{ from: 'ann@x.example', mailboxes: ['Screener'] }])));
  const guard = createWireGuard();
  const sessionUrl = new URL(account.access.jmapUrl);
  const http = createHttpClient({ origin: sessionUrl, authorization: `Bearer ${account.access.token}` });
  onTestFinished(() => http.close());
  const jmap = createJmapClient({ http, sessionUrl, guard: (calls) => guard.check(calls) });
  const store = createJmapMailStore({ jmap, guard });
  await store.mailboxes(never);
  if (isRefused)
    sandbox.onRequest = ({ body }) =>
      body.length > SMALL ? { kind: 'answer', status: 413, body: '<h1>413</h1>' } : undefined;

  const { mails, state } = await store.list({ ids, mailboxIds: [], keep: () => true }, never);
  const toFeed = (mail: Mail) => ({
    mail,
    sender: mail.sender,
    add: [idOf('Feed')],
    remove: [idOf('Screener')],
  });
  const { failed } = await store.update(mails.map(toFeed), state, never);

  expect(mails).toHaveLength(MAILS);
  expect(failed.size).toBe(0);
  expect(await account.mailIn('Feed')).toHaveLength(MAILS);
});

it('mail with very long From fields is read in pages that there is room for', async () => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const account = sandbox.createAccount();
  account.addMailbox('Screener');
  const name = 'n'.repeat(50_000);
  for (let n = 0; n < 200; n += 1)
    account.addMail({ from: `${name} <ann@x.example>`, mailboxes: ['Screener'] });
  const sessionUrl = new URL(sandbox.jmapUrl);
  const http = createHttpClient({ origin: sessionUrl, authorization: `Bearer ${account.token}` });
  onTestFinished(() => http.close());
  const store = createJmapMailStore({
    jmap: createJmapClient({ http, sessionUrl, guard: () => undefined }),
    guard: createWireGuard(),
  });
  await store.mailboxes(never);

  const mailboxIds = [account.mailboxId('Screener')];
  const { mails } = await store.list({ ids: [], mailboxIds, keep: () => true }, never);

  expect(mails).toHaveLength(200);
  const pages = sandbox.log.filter(({ jmapMethods }) => jmapMethods.includes('Email/query'));
  expect(pages.length).toBeGreaterThan(2);
});
