import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandboxAccount } from '../../../test/support/sandbox-account.ts';
import { type TestAccount } from '../../../test/support/test-account.ts';
import { ConflictError, SafetyError, SenderError, TransientError } from '../../errors.ts';
import { createHttpClient } from '../../http/node/node-http-client.ts';
import { createJmapClient } from '../../jmap/jmap-client.ts';
import { createWireGuard } from '../../safety/wire-guard.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { createJmapMailStore } from './jmap-mail-store.ts';
import { type Mail, type MailChange, type MailQuery, type MailStore, type Scan } from '../mail-store.ts';

const never = new AbortController().signal;
const PAGE = 3;

/** The calls that read changes, as the store names them. */
const CHANGES_CALLS = ['changes', 'created', 'updated', 'mailboxes', 'mailboxesMade', 'mailboxesChanged'];

let sandbox: Sandbox;
let account: TestAccount;
let store: MailStore;
let idOf: (mailbox: string) => string;
let stop: () => void;

beforeEach(async () => {
  sandbox = await startSandbox({ limits: { maxObjectsInGet: PAGE, maxObjectsInSet: PAGE } });
  account = sandboxAccount(sandbox);
  await account.createMailboxes(['Screener', 'Feed', '@ToFeed']);
  const mailboxes = await account.mailboxes();
  idOf = (name) => mailboxes.find(({ path }) => path === name)?.id ?? '';
  const guard = createWireGuard();
  const sessionUrl = new URL(account.access.jmapUrl);
  const http = createHttpClient({ origin: sessionUrl, authorization: `Bearer ${account.access.token}` });
  const jmap = createJmapClient({ http, sessionUrl, guard: (calls) => guard.check(calls) });
  store = createJmapMailStore({ jmap, guard });
  stop = () => http.close();
  await store.mailboxes(never);
});

afterEach(async () => {
  stop();
  await sandbox.close();
});

/** In parts that the small limits allow. */
async function deliver(count: number, from = 'ann@x.example', mailboxes = ['Screener']): Promise<string[]> {
  const ids: string[] = [];
  for (let left = count; left > 0; left -= PAGE) {
    ids.push(
      ...(await account.deliver(Array.from({ length: Math.min(left, PAGE) }, () => ({ from, mailboxes })))),
    );
  }
  return ids;
}

const listScreener = (query: Partial<MailQuery> = {}): ReturnType<MailStore['list']> =>
  store.list({ ids: [], mailboxIds: [idOf('Screener')], keep: () => true, ...query }, never);

const toFeed = (mail: Mail): MailChange => ({
  mail,
  sender: mail.sender,
  add: [idOf('Feed')],
  remove: [idOf('Screener')],
});

/** Does something once, when the given request has been answered. */
const afterRequest = (
  isMeant: (methods: readonly string[]) => boolean,
  action: () => Promise<unknown>,
): void => {
  sandbox.afterRequest = async ({ jmapMethods }) => {
    if (!isMeant(jmapMethods)) return;
    sandbox.afterRequest = undefined;
    await action();
  };
};

describe('the scan', () => {
  it('finds the mail of all labels, over several pages', async () => {
    const ids = [
      ...(await deliver(4, 'ann@x.example', ['@ToFeed'])),
      ...(await deliver(4, 'bob@x.example', ['Feed'])),
    ];
    await deliver(1);

    const scan = await store.scan([idOf('@ToFeed'), idOf('Feed')], never);

    expect(scan.mails.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(scan.mailboxes).toBeUndefined();
  });

  it('costs one request while it fits a page', async () => {
    await deliver(PAGE - 1, 'ann@x.example', ['@ToFeed']);
    await store.scan([idOf('@ToFeed')], never);
    const before = sandbox.log.length;

    await store.scan([idOf('@ToFeed')], never);

    expect(sandbox.log.length - before).toBe(1);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['made', () => account.createMailbox('New')],
    ['renamed', () => account.renameMailbox('Feed', 'Food')],
    ['deleted', () => account.destroyMailbox('Feed')],
  ])('tells of a mailbox that was %s', async (_, change) => {
    await store.scan([idOf('@ToFeed')], never);
    await change();

    const scan = await store.scan([idOf('@ToFeed')], never);

    expect(scan.mailboxes?.map(({ name }) => name)).toEqual(
      (await account.mailboxes()).map(({ path }) => path),
    );
  });

  describe.each<[string, Answer]>([
    ['remembers no more', ['error', { type: 'cannotCalculateChanges' }]],
    ['does not say what changed about a mailbox', ['Mailbox/changes', changed({ updated: ['x'] })]],
    ['has more to tell', ['Mailbox/changes', changed({ hasMoreChanges: true })]],
  ])('when the server %s', (_, answer) => {
    const scanAnew = async (): Promise<Scan> => {
      sandbox.onRequest = ({ jmapMethods }) => {
        sandbox.onRequest = undefined;
        return jmapMethods.includes('Mailbox/changes') ? scanAnswer(answer) : undefined;
      };
      return store.scan([idOf('@ToFeed')], never);
    };

    it('reads all mailboxes again', async () => {
      await account.createMailbox('New');

      expect((await scanAnew()).mailboxes).toHaveLength(10);
    });

    it('knows them again when nothing has changed', async () => {
      expect((await scanAnew()).mailboxes).toBeUndefined();
    });
  });

  it('takes mail that comes and goes for no change of mailboxes', async () => {
    await store.scan([idOf('@ToFeed')], never);
    await deliver(2);

    expect((await store.scan([idOf('@ToFeed')], never)).mailboxes).toBeUndefined();
  });
});

describe('the list', () => {
  it('reads every page, and keeps what it is told to', async () => {
    const ids = await deliver(7);
    await deliver(4, 'bob@y.example');

    const { mails } = await store.list(
      { ids: [], mailboxIds: [idOf('Screener')], keep: ({ sender }) => sender === 'ann@x.example' },
      never,
    );

    expect(mails.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  it('reads mails by id, more than fit a page', async () => {
    const ids = await deliver(PAGE + 2);

    const { mails } = await store.list({ ids, mailboxIds: [], keep: () => false }, never);

    expect(mails.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  it('misses nothing when the mail that a page hangs on is moved away', async () => {
    const ids = await deliver(7);
    afterRequest(
      (methods) => methods.includes('Email/query'),
      () => account.setMailboxes(ids[PAGE - 1] ?? '', ['Feed']),
    );

    const { mails } = await listScreener();

    expect(mails.filter(({ mailboxIds }) => mailboxIds.has(idOf('Screener')))).toHaveLength(6);
  });

  it('reads again what changed while the pages were read', async () => {
    const [first = ''] = await deliver(2);
    afterRequest(
      (methods) => methods.includes('Email/query'),
      async () => {
        await account.addLabel(first, '@ToFeed');
        await deliver(1);
      },
    );

    const { mails, state } = await listScreener();

    expect(mails).toHaveLength(3);
    expect(mails.find(({ id }) => id === first)?.mailboxIds).toContain(idOf('@ToFeed'));
    expect(state).toBe((await account.states()).email);
  });

  it('reads again what changed between two parts of the mail that is named', async () => {
    const ids = await deliver(PAGE * 2);
    afterRequest(
      (methods) => methods.includes('Email/get'),
      () => account.addLabel(ids[0] ?? '', '@ToFeed'),
    );

    const { mails } = await store.list({ ids, mailboxIds: [], keep: () => false }, never);

    expect(mails.find(({ id }) => id === ids[0])?.mailboxIds).toContain(idOf('@ToFeed'));
  });

  it.each([
    ['stops after the page with which it has enough', PAGE * 3, PAGE + 1, PAGE * 2 - 1, ['Screener']],
    ['stops after the first page when that is enough', PAGE * 3, PAGE, PAGE, ['Screener']],
    ['reads on to the last page when that is the one it needs', PAGE + 1, PAGE + 1, PAGE + 1, []],
    ['reads all when there is no more than enough', PAGE + 1, PAGE * 3, PAGE + 1, []],
  ])('%s', async (_, waiting, maxKept, kept, unfinished) => {
    const ids = await deliver(waiting);

    const listing = await listScreener({ maxKept });

    expect(listing.mails.map(({ id }) => id)).toEqual(ids.slice(0, kept));
    expect(listing.unfinished).toEqual(unfinished.map(idOf));
  });

  it('counts only what it keeps', async () => {
    await deliver(PAGE * 2, 'bob@y.example');
    const ids = await deliver(2);

    const listing = await listScreener({ keep: ({ sender }) => sender === 'ann@x.example', maxKept: PAGE });

    expect(listing.mails.map(({ id }) => id)).toEqual(ids);
    expect(listing.unfinished).toEqual([]);
  });

  it('says which mailboxes have pages left', async () => {
    await deliver(PAGE - 1);
    await deliver(PAGE * 3, 'ann@x.example', ['Feed']);
    const mailboxIds = [idOf('Screener'), idOf('Feed')];

    const listing = await listScreener({ mailboxIds, maxKept: PAGE + 1 });

    expect(listing.mails.length).toBeLessThan(PAGE * 4 - 1);
    expect(listing.unfinished).toEqual([idOf('Feed')]);
  });

  it('goes on with an earlier listing: reads what has changed since, wherever it is', async () => {
    await deliver(1);
    const { state } = await listScreener();
    const [late] = await deliver(1, 'ann@x.example', ['Feed']);

    const { mails } = await listScreener({ mailboxIds: [], since: state });

    expect(mails.map(({ id }) => id)).toEqual([late]);
  });

  it.each([
    ['one page', PAGE - 1, 1],
    ['two pages', PAGE + 1, 2],
    ['several pages', PAGE + 3, 3],
  ])(
    'has %s and what has changed since an earlier state in as few requests as that takes',
    async (_, waiting, expected) => {
      const ids = await deliver(waiting);
      const { state } = await listScreener();
      await account.addLabel(ids[0] ?? '', '@ToFeed');
      let requests = 0;
      sandbox.onRequest = () => {
        requests += 1;
        return undefined;
      };

      const listing = await listScreener({ since: state });

      expect(requests).toBe(expected);
      expect(listing.mails).toHaveLength(waiting);
      expect(listing.mails.find(({ id }) => id === ids[0])?.mailboxIds).toContain(idOf('@ToFeed'));
      expect(listing.state).toBe((await account.states()).email);
    },
  );

  it.each([
    ['one mailbox', 14, 0, 4],
    ['several mailboxes', 4, 4, 2],
    ['a mailbox, four at most', 24, 0, 4],
  ])('reads the further pages of %s side by side', async (_, inScreener, inFeed, expected) => {
    const waiting = await deliver(inScreener);
    const read = await deliver(inFeed, 'ann@x.example', ['Feed']);
    let underWay = 0;
    let most = 0;
    sandbox.latencyMs = 20;
    sandbox.onRequest = ({ jmapMethods }) => {
      if (jmapMethods[0] === 'Email/query') most = Math.max(most, (underWay += 1));
      return undefined;
    };
    sandbox.afterRequest = ({ jmapMethods }) => {
      if (jmapMethods[0] === 'Email/query') underWay -= 1;
    };

    const { mails } = await listScreener({ mailboxIds: [idOf('Screener'), idOf('Feed')] });

    expect(most).toBe(expected);
    expect(mails.map(({ id }) => id).sort()).toEqual([...waiting, ...read].sort());
  });

  it('reads page by page where it keeps so much that it soon has enough', async () => {
    const ids = await deliver(PAGE * 4);
    let furtherPages = 0;
    sandbox.onRequest = ({ jmapMethods }) => {
      if (jmapMethods[0] === 'Email/query') furtherPages += 1;
      return undefined;
    };

    const { mails } = await listScreener({ maxKept: PAGE + 1 });

    expect(furtherPages).toBe(1);
    expect(mails.map(({ id }) => id)).toEqual(ids.slice(0, 2 * PAGE - 1));
  });

  it.each([
    ['have left since', [0, 1]],
    ['are on a page that is read at the same time', [5, 6]],
  ])('misses no mail behind some that %s', async (_, leaving) => {
    const ids = await deliver(14);
    afterRequest(
      (methods) => methods.includes('Email/query'),
      () => account.destroyMail(leaving.map((n) => ids[n]!)),
    );

    const { mails } = await listScreener();

    expect(mails.map(({ id }) => id).sort()).toEqual(ids.filter((_id, n) => !leaving.includes(n)).sort());
  });

  it('misses no mail that leaves a page for a mailbox that is read already, when what changed has been answered', async () => {
    const waiting = await deliver(5);
    await deliver(4, 'ann@x.example', ['Feed']);
    const moving = waiting[4]!;
    sandbox.onRequest = ({ jmapMethods, body }) =>
      jmapMethods[0] === 'Email/query' && body.includes(`"inMailbox":"${idOf('Screener')}"`)
        ? { kind: 'delay', ms: 150 }
        : undefined;
    afterRequest(
      (methods) => methods[0] === 'Email/query' && methods.includes('Email/changes'),
      () => account.setMailboxes(moving, ['Feed']),
    );

    const { mails } = await listScreener({ mailboxIds: [idOf('Screener'), idOf('Feed')] });

    expect(mails.map(({ id }) => id)).toContain(moving);
  });

  it('ends as a whole when a page of one mailbox fails', async () => {
    await deliver(PAGE * 3);
    await deliver(PAGE * 3, 'ann@x.example', ['Feed']);
    sandbox.onRequest = ({ jmapMethods, body }) =>
      jmapMethods[0] === 'Email/query' && body.includes(`"inMailbox":"${idOf('Feed')}"`)
        ? { kind: 'answer', status: 500 }
        : undefined;

    const listing = listScreener({ mailboxIds: [idOf('Screener'), idOf('Feed')] });

    await expect(listing).rejects.toThrow(TransientError);
    const sent = sandbox.log.length;
    await store.mailboxes(never);
    expect(sandbox.log.length).toBe(sent + 1);
  });

  describe('of mail whose From has an address in a name', () => {
    const PHISH = 'mum@home.example <evil@y.example>';
    const from = (address: string) => (mail: Mail) => mail.sender === address;

    it('finds the sender in the From itself', async () => {
      const [mail = ''] = await deliver(1, PHISH);

      const { mails } = await listScreener({ keep: from('evil@y.example') });

      expect(mails).toMatchObject([{ id: mail, sender: 'evil@y.example' }]);
    });

    it('keeps nothing for the address in the name', async () => {
      await deliver(1, PHISH);
      const ids = await deliver(1, 'mum@home.example');

      const { mails } = await listScreener({ keep: from('mum@home.example') });

      expect(mails.map(({ id }) => id)).toEqual(ids);
    });

    it('asks only about mail that may be kept, a page at a time', async () => {
      await deliver(PAGE * 2, PHISH);
      const before = sandbox.log.length;
      await listScreener({ keep: from('ann@x.example') });
      const listed = sandbox.log.length;

      await listScreener({ keep: from('mum@home.example') });

      expect(sandbox.log.length - listed).toBe(listed - before + 2);
    });

    it('counts it as kept until the From was read', async () => {
      await deliver(PAGE * 3, PHISH);

      const listing = await listScreener({ keep: from('mum@home.example'), maxKept: PAGE });

      expect(listing).toMatchObject({ mails: [], unfinished: [idOf('Screener')] });
    });

    it('asks nothing more about mail that was named by id', async () => {
      const ids = await deliver(1, PHISH);
      const before = sandbox.log.length;
      await listScreener({ keep: () => false });
      const listed = sandbox.log.length;

      await listScreener({ ids, keep: from('evil@y.example') });

      expect(sandbox.log.length - listed).toBe(listed - before);
    });
  });

  it('remembers of scanned mail that it has no sender, although it is listed as if it had', async () => {
    const [mail = ''] = await deliver(1, 'mum@home.example_evil.example');
    await account.addLabel(mail, '@ToFeed');

    const scan = await store.scan([idOf('@ToFeed')], never);

    expect(scan.mails).toMatchObject([{ id: mail, sender: undefined }]);
    expect((await listScreener()).mails).toMatchObject([{ id: mail, sender: undefined }]);
  });

  it('ends with a conflict when a mailbox is deleted meanwhile', async () => {
    await deliver(1);
    afterRequest(
      (methods) => methods.includes('Email/query'),
      () => account.destroyMailbox('Feed'),
    );

    await expect(listScreener()).rejects.toThrow(ConflictError);
  });

  it('ends with a conflict when the mailbox is deleted, and with the refusal while it is there', async () => {
    const screener = idOf('Screener');
    sandbox.onRequest = ({ jmapMethods }) =>
      jmapMethods.includes('Email/query')
        ? methodFailure('invalidArguments', 'ids', 'query0', 'page0')
        : undefined;
    const list = () => store.list({ ids: [], mailboxIds: [screener], keep: () => true }, never);

    await expect(list()).rejects.toMatchObject({ type: 'invalidArguments' });
    await account.destroyMailbox('Screener');
    await expect(list()).rejects.toThrow(ConflictError);
  });
});

describe('the changes since a state', () => {
  it('come over several pages, with what is gone', async () => {
    const [doomed = ''] = await deliver(1);
    const { state } = await listScreener();
    const ids = await deliver(PAGE * 2 + 1);
    await account.destroyMail(doomed);

    const delta = await store.changesSince(state, never);

    expect(delta.mails.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(delta.gone).toEqual([doomed]);
    expect(delta.state).toBe((await account.states()).email);
  });

  it('are a conflict when the server does not know them any more', async () => {
    sandbox.onRequest = ({ jmapMethods }) =>
      jmapMethods.includes('Email/changes')
        ? methodFailure('cannotCalculateChanges', ...CHANGES_CALLS)
        : undefined;

    await expect(store.changesSince('long-ago', never)).rejects.toThrow(ConflictError);
  });
});

describe('an update', () => {
  it('moves mail and tells where it is now', async () => {
    await deliver(2);
    const { mails, state } = await listScreener();

    const result = await store.update(mails.map(toFeed), state, never);

    expect(result.mails.map(({ mailboxIds }) => [...mailboxIds])).toEqual([[idOf('Feed')], [idOf('Feed')]]);
    expect(await account.mailIn('Feed')).toHaveLength(2);
    expect(result.state).toBe((await account.states()).email);
  });

  it('is a conflict when the mail has changed since, and then does nothing', async () => {
    await deliver(1);
    const { mails, state } = await listScreener();
    await deliver(1);

    await expect(store.update(mails.map(toFeed), state, never)).rejects.toThrow(ConflictError);
    expect(await account.mailIn('Feed')).toEqual([]);
  });

  it('tells a mail that is gone from one that the server refuses', async () => {
    const [gone = '', refused = '', limited = ''] = await deliver(3);
    const { mails, state } = await listScreener();
    sandbox.onRequest = ({ jmapMethods }) =>
      jmapMethods.includes('Email/set')
        ? {
            kind: 'setErrors',
            errors: {
              [gone]: { type: 'notFound' },
              [refused]: { type: 'forbidden' },
              [limited]: { type: 'rateLimit' },
            },
          }
        : undefined;

    const result = await store.update(mails.map(toFeed), state, never);

    expect(result.gone).toEqual([gone]);
    expect([result.failed.get(refused), result.failed.get(limited)]).toEqual([
      expect.any(SenderError),
      expect.any(TransientError),
    ]);
  });

  it.each(['serverFail', 'invalidArguments'])(
    'that fails as a whole with %s is narrowed down to the mail at fault',
    async (type) => {
      const ids = await deliver(3);
      const { mails, state } = await listScreener();
      sandbox.onRequest = ({ jmapMethods, body }) =>
        jmapMethods.includes('Email/set') && body.includes(ids[1] ?? '')
          ? methodFailure(type, 'set')
          : undefined;

      const result = await store.update(mails.map(toFeed), state, never);

      expect([...result.failed]).toEqual([[ids[1], expect.any(SenderError)]]);
      expect(await account.mailIn('Feed')).toHaveLength(2);
    },
  );

  it('that fails for every mail is an outage', async () => {
    await deliver(PAGE);
    const { mails, state } = await listScreener();
    sandbox.onRequest = ({ jmapMethods }) =>
      jmapMethods.includes('Email/set') ? methodFailure('serverFail', 'set') : undefined;

    await expect(store.update(mails.map(toFeed), state, never)).rejects.toThrow(TransientError);
  });

  it('N3: is not sent for mail that the store did not read', async () => {
    await deliver(1);
    const { mails, state } = await listScreener();
    const forged = mails.map((mail) => toFeed({ ...mail }));

    await expect(store.update(forged, state, never)).rejects.toThrow(SafetyError);
  });
});

/** Answers that every call failed. */
const methodFailure = (
  type: string,
  ...callIds: string[]
): { kind: 'answer'; status: number; body: string } => ({
  kind: 'answer',
  status: 200,
  body: JSON.stringify({ methodResponses: callIds.map((id) => ['error', { type }, id]), sessionState: '0' }),
});

/** The answer's name and arguments. */
type Answer = [name: string, args: object];

const changed = (given: object): object => ({
  ...{ newState: '2', hasMoreChanges: false, updatedProperties: null },
  ...{ created: [], updated: [], destroyed: [] },
  ...given,
});

/** The answer to a scan that finds no mail. */
const scanAnswer = ([name, args]: Answer): { kind: 'answer'; status: number; body: string } => ({
  kind: 'answer',
  status: 200,
  body: JSON.stringify({
    methodResponses: [
      ['Email/query', { ids: [] }, 'query'],
      ['Email/get', { state: '1', list: [] }, 'page'],
      [name, args, 'mailboxes'],
    ],
    sessionState: '0',
  }),
});
