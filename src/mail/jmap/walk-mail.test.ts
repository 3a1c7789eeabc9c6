import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandboxAccount } from '../../../test/support/sandbox-account.ts';
import { type TestAccount } from '../../../test/support/test-account.ts';
import { ConflictError } from '../../errors.ts';
import { createHttpClient } from '../../http/node/node-http-client.ts';
import { createJmapClient } from '../../jmap/jmap-client.ts';
import { createWireGuard } from '../../safety/wire-guard.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { type Mail, type MailStore, type MailWalks } from '../mail-store.ts';
import { createJmapMailStore } from './jmap-mail-store.ts';

const never = new AbortController().signal;
const PAGE = 3;

let sandbox: Sandbox;
let account: TestAccount;
let store: MailStore & MailWalks;
let idOf: (mailbox: string) => string;
let stop: () => void;

beforeEach(async () => {
  sandbox = await startSandbox({ limits: { maxObjectsInGet: PAGE, maxObjectsInSet: PAGE } });
  account = sandboxAccount(sandbox);
  await account.createMailboxes(['Screener', 'Feed']);
  const mailboxes = await account.mailboxes();
  idOf = (name) => mailboxes.find(({ path }) => path === name)?.id ?? '';
  const sessionUrl = new URL(account.access.jmapUrl);
  const http = createHttpClient({ origin: sessionUrl, authorization: `Bearer ${account.access.token}` });
  const guard = createWireGuard();
  const jmap = createJmapClient({ http, sessionUrl, guard: (calls) => guard.check(calls) });
  store = createJmapMailStore({ jmap, guard });
  stop = () => http.close();
});

afterEach(async () => {
  stop();
  await sandbox.close();
});

async function deliver(...froms: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const from of froms) ids.push(...(await account.deliver([{ from, mailboxes: ['Screener'] }])));
  return ids;
}

/** What is told in the end, and how often the walk was begun. */
async function walk(...mailboxes: readonly string[]): Promise<{ mails: Mail[]; begun: number }> {
  let mails: Mail[] = [];
  let begun = 0;
  const begin = (): ((mail: Mail) => void) => {
    begun += 1;
    mails = [];
    return (mail) => mails.push(mail);
  };
  await store.walk(mailboxes.map(idOf), begin, never);
  return { mails, begun };
}

const onPage = (number: number, action: () => Promise<unknown>): void => {
  let pages = 0;
  sandbox.afterRequest = async ({ jmapMethods }) => {
    if (jmapMethods.includes('Email/query') && (pages += 1) === number) await action();
  };
};

describe('a walk', () => {
  it('tells of every mail of the mailboxes over several pages, oldest first, with sender, name, date and place', async () => {
    const ids = await deliver(
      ...Array.from({ length: PAGE * 2 + 1 }, (_, n) => `Ann ${n} <ann${n}@x.example>`),
    );

    const { mails, begun } = await walk('Screener', 'Feed');

    expect(mails.map(({ id }) => id)).toEqual(ids);
    expect(mails[1]).toMatchObject({ sender: 'ann1@x.example', senderName: 'Ann 1' });
    expect([...(mails[1]?.mailboxIds ?? [])]).toEqual([idOf('Screener')]);
    expect(mails[1]?.receivedAt).toMatch(/^2026-01-01T00:00:\d\dZ$/);
    expect(begun).toBe(1);
  });

  it('tells once of mail that is in several of the mailboxes', async () => {
    const [mail = ''] = await deliver('ann@x.example');
    await account.addLabel(mail, 'Feed');

    expect((await walk('Screener', 'Feed')).mails.map(({ id }) => id)).toEqual([mail]);
  });

  it('reads the From itself where the server finds several addresses in it', async () => {
    await deliver(...Array.from({ length: PAGE + 1 }, () => 'Mum mum@home.example <evil@y.example>'));

    const { mails } = await walk('Screener');

    expect(mails.map(({ sender }) => sender)).toEqual(Array<string>(PAGE + 1).fill('evil@y.example'));
  });

  it('tells of mail without a sender that can be used', async () => {
    await deliver('undisclosed-recipients:;');

    expect((await walk('Screener')).mails).toMatchObject([{ sender: undefined }]);
  });

  it('begins anew when the mail that a page hangs on has left, and counts what is left once', async () => {
    const ids = await deliver(...Array.from({ length: PAGE * 2 }, () => 'ann@x.example'));
    onPage(1, () => account.setMailboxes(ids[PAGE - 1] ?? '', ['Archive']));

    const { mails, begun } = await walk('Screener');

    expect(mails.map(({ id }) => id)).toEqual(ids.filter((_, n) => n !== PAGE - 1));
    expect(begun).toBe(2);
  });

  it('gives up with a conflict where the mail that a page hangs on leaves each time', async () => {
    sandbox.onRequest = ({ jmapMethods }) =>
      jmapMethods.includes('Email/query') ? ANCHOR_NOT_FOUND : undefined;

    await expect(walk('Screener')).rejects.toThrow(ConflictError);
  });

  it('changes nothing: what it told of cannot be moved', async () => {
    await deliver('ann@x.example');
    const { mails } = await walk('Screener');
    const [mail] = mails;

    const moving = store.update(
      [{ mail: mail!, sender: mail!.sender, add: [idOf('Feed')], remove: [idOf('Screener')] }],
      'any',
      never,
    );

    await expect(moving).rejects.toThrow(/N3/);
  });
});

const ANCHOR_NOT_FOUND = {
  kind: 'answer' as const,
  status: 200,
  body: JSON.stringify({
    sessionState: 's',
    methodResponses: [
      ['error', { type: 'anchorNotFound' }, 'query'],
      ['error', { type: 'invalidResultReference' }, 'page'],
    ],
  }),
};

describe('a walk by recipients', () => {
  it('tells the addresses in To and Cc of each mail, each once', async () => {
    const to = 'Ann <ann@x.example>, bob@x.example';
    await account.deliver([
      { from: 'me@my.example', to, headers: { Cc: 'ANN@x.example, carol@x.example' }, mailboxes: ['sent'] },
      { from: 'me@my.example', to: 'undisclosed-recipients:;', mailboxes: ['sent'] },
    ]);
    const told: string[][] = [];

    await store.walkRecipients([idOf('Sent')], () => (addresses) => told.push([...addresses].sort()), never);

    expect(told).toEqual([['ann@x.example', 'bob@x.example', 'carol@x.example'], []]);
  });
});
