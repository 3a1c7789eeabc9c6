import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contractClient, type ContractClient, CORE, MAIL } from '../../test/contract/contract-client.ts';
import { type SandboxAccount } from './store/account.ts';
import { type Fault } from './faults.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';

let sandbox: Sandbox;
let account: SandboxAccount;
let client: ContractClient;

async function start(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox(options);
  account = sandbox.createAccount();
  client = await connect(account);
}

const connect = ({ username, password, token }: SandboxAccount): Promise<ContractClient> => {
  const { jmapUrl, cardDavUrl } = sandbox;
  return contractClient({ jmapUrl, cardDavUrl, username, password, token });
};

/** The fault strikes the next request to the API only. */
function failOnce(fault: Fault): void {
  sandbox.onRequest = ({ jmapMethods }) => {
    if (jmapMethods.length === 0) return undefined;
    sandbox.onRequest = undefined;
    return fault;
  };
}

const flag = (id: string) => client.call('Email/set', { update: { [id]: { 'keywords/$flagged': true } } });
const keywordsOf = (id: string) => account.snapshot().mails.find((mail) => mail.id === id)?.keywords;

afterEach(() => sandbox.close());

describe('accounts', () => {
  beforeEach(() => start());

  it('are apart from each other', async () => {
    const other = sandbox.createAccount();
    account.addMail({ from: 'a@x.example' });
    const otherClient = await connect(other);
    expect(await otherClient.call('Email/query', {})).toMatchObject({ ids: [] });
    expect(await otherClient.call('Email/query', { accountId: client.accountId })).toEqual({
      type: 'accountNotFound',
    });
  });

  it('are opened by a token or by name and password', async () => {
    const named = sandbox.createAccount({ username: 'ada@x.example', password: 'a:b', token: 'secret' });
    expect((await connect(named)).session).toMatchObject({ username: 'ada@x.example' });
    const authorization = `Basic ${Buffer.from('ada@x.example:a:b').toString('base64')}`;
    const response = await fetch(sandbox.jmapUrl, { headers: { authorization } });
    expect(await response.json()).toMatchObject({ username: 'ada@x.example' });
  });

  it('show each other none of their cards', async () => {
    const other = sandbox.createAccount();
    const path = `/dav/addressbooks/user/${other.username}/Default/`;
    expect((await client.http('PROPFIND', path, { headers: { depth: '0' } })).status).toBe(404);
  });
});

describe('faults', () => {
  beforeEach(() => start());

  it.each([
    ['before the work is done', { kind: 'drop', when: 'before' }, []],
    ['after the work is done', { kind: 'drop', when: 'after' }, ['$flagged']],
    ['in the middle of the answer', { kind: 'truncate', bytes: 10 }, ['$flagged']],
  ] satisfies [string, Fault, string[]][])('cut the connection %s', async (_, fault, keywords) => {
    const id = account.addMail({ from: 'a@x.example' });
    failOnce(fault);
    await expect(flag(id)).rejects.toThrow();
    expect(keywordsOf(id)).toEqual(keywords);
  });

  it.each([
    ['instead of the work', false, []],
    ['after the work', true, ['$flagged']],
  ])('answer %s', async (_, afterWork, keywords) => {
    const id = account.addMail({ from: 'a@x.example' });
    failOnce({ kind: 'answer', status: 503, headers: { 'retry-after': '7' }, body: 'busy', afterWork });
    const methodCalls = [
      ['Email/set', { accountId: client.accountId, update: { [id]: { 'keywords/$flagged': true } } }, '0'],
    ];
    const answer = await client.post(JSON.stringify({ using: [CORE, MAIL], methodCalls }));
    expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([503, '7', 'busy']);
    expect(keywordsOf(id)).toEqual(keywords);
  });

  it('keep a client waiting for ever', async () => {
    failOnce({ kind: 'hang', when: 'before' });
    const hanging = client.call('Email/query', {});
    expect(await client.call('Email/query', {})).toMatchObject({ ids: [] });
    const outcome = expect(hanging).rejects.toThrow();
    await sandbox.close();
    await outcome;
    await start();
  });

  it('refuse single mails of a set', async () => {
    const [good, bad] = [account.addMail({ from: 'a@x.example' }), account.addMail({ from: 'b@x.example' })];
    failOnce({ kind: 'setErrors', errors: { [bad]: { type: 'rateLimit' } } });
    const update = { [good]: { 'keywords/$flagged': true }, [bad]: { 'keywords/$flagged': true } };
    expect(await client.call('Email/set', { update })).toMatchObject({
      updated: { [good]: null },
      notUpdated: { [bad]: { type: 'rateLimit' } },
    });
    expect(await flag(bad)).toMatchObject({ updated: { [bad]: null } });
  });

  it('see which request they strike', async () => {
    const seen: string[] = [];
    sandbox.onRequest = ({ method, path, jmapMethods, body }) => {
      seen.push(`${method} ${path} ${jmapMethods.join('+')} ${body.length > 0 ? 'body' : ''}`);
      return undefined;
    };
    await client.calls(['Core/echo', {}], ['Email/query', {}]);
    await client.http('GET', '/dav/x');
    expect(seen).toEqual(['POST /jmap/api Core/echo+Email/query body', 'GET /dav/x  ']);
  });
});

describe('between two requests', () => {
  beforeEach(() => start());

  it('the account can be changed, so that the answer is old when it arrives', async () => {
    sandbox.afterRequest = ({ jmapMethods }) => {
      if (jmapMethods.includes('Email/query')) account.addMail({ from: 'late@x.example' });
    };
    expect(await client.call('Email/query', {})).toMatchObject({ ids: [] });
    sandbox.afterRequest = undefined;
    expect(account.snapshot().mails.map(({ from }) => from)).toEqual(['late@x.example']);
  });
});

describe('the log', () => {
  beforeEach(() => start());

  it('tells of every request, with sizes', async () => {
    const before = sandbox.log.length;
    const { body } = await client.post('{"using":[],"methodCalls":[]}');
    failOnce({ kind: 'drop', when: 'before' });
    await expect(client.call('Core/echo', {})).rejects.toThrow();
    expect(sandbox.log.slice(before)).toEqual([
      { method: 'POST', path: '/jmap/api', jmapMethods: [], status: 200, bytesIn: 29, bytesOut: body.length },
      expect.objectContaining({ jmapMethods: ['Core/echo'], status: undefined, bytesOut: 0 }),
    ]);
  });
});

describe('limits', () => {
  it('can be small', async () => {
    await start({ limits: { maxObjectsInSet: 1, maxCallsInRequest: 1, maxSizeRequest: 2000 } });
    expect(client.session).toMatchObject({ capabilities: { [CORE]: { maxObjectsInSet: 1 } } });
    const update = { a: {}, b: {} };
    expect(await client.call('Email/set', { update })).toMatchObject({ type: 'requestTooLarge' });
    await expect(client.calls(['Core/echo', {}], ['Core/echo', {}])).rejects.toThrow('maxCallsInRequest');
    await expect(client.call('Core/echo', { a: 'x'.repeat(2000) })).rejects.toThrow('413');
  });

  it('hold for mailboxes made in one call', async () => {
    await start({ limits: { maxMailboxesInSet: 2 } });
    const create = { a: { name: 'A' }, b: { name: 'B' }, c: { name: 'C' } };
    expect(await client.call('Mailbox/set', { create })).toEqual({ type: 'requestTooLarge' });
    expect(account.snapshot().mailboxes).toHaveLength(6);
  });

  it('hold for requests at once, per account', async () => {
    await start({ limits: { maxConcurrentRequests: 2 } });
    const otherClient = await connect(sandbox.createAccount());
    const gate = new EventEmitter();
    let arrived = 0;
    sandbox.afterRequest = async () => {
      arrived += 1;
      if (arrived === 4) gate.emit('open');
      else await once(gate, 'open');
    };
    const all = [client, client, client, otherClient].map((one) =>
      one.post('{"using":[],"methodCalls":[]}').then(({ status }) => status),
    );
    expect((await Promise.all(all)).sort()).toEqual([200, 200, 200, 400]);
    sandbox.afterRequest = undefined;
    expect((await client.post('{"using":[],"methodCalls":[]}')).status).toBe(200);
  });
});

describe('latency', () => {
  it('is waited for before the work', async () => {
    await start();
    sandbox.latencyMs = 30;
    const begin = performance.now();
    await client.call('Core/echo', {});
    // Timers may fire a little early.
    expect(performance.now() - begin).toBeGreaterThan(28);
  });
});

describe('identities', () => {
  const ask = (using: string[]) => {
    const methodCalls = [['Identity/get', { accountId: client.accountId }, '0']];
    return client.post(JSON.stringify({ using, methodCalls }));
  };
  const SUBMISSION = 'urn:ietf:params:jmap:submission';

  it('hold the account’s address', async () => {
    await start();
    expect((await ask([CORE, SUBMISSION])).body).toContain(`"email":"${account.username}"`);
  });

  it('can be refused although the session lists them', async () => {
    await start({ quirks: { identitiesUnsupported: true } });
    expect((await ask([CORE, SUBMISSION])).body).toContain('accountNotSupportedByMethod');
  });

  it('can be out of a token’s scope', async () => {
    await start({ quirks: { withoutSubmission: true } });
    expect(client.session).toMatchObject({ primaryAccounts: { [MAIL]: client.accountId } });
    expect(JSON.stringify(client.session)).not.toContain(SUBMISSION);
    expect((await ask([CORE, SUBMISSION])).body).toContain('unknownCapability');
  });
});

describe('the search index', () => {
  it('can lag behind', async () => {
    await start();
    const id = account.addMail({ from: 'a@x.example', indexed: false });
    const find = () => client.call('Email/query', { filter: { from: 'a@x.example' } });
    expect(await find()).toMatchObject({ ids: [] });
    account.indexAll();
    expect(await find()).toMatchObject({ ids: [id] });
  });
});

describe('paths', () => {
  it.each([
    ['GET', '/nothing', 404],
    ['PUT', '/jmap/session', 405],
    ['GET', '/jmap/api', 405],
    ['GET', '/jmap/download/nobody/G0/x', 404],
    ['GET', '/dav/nothing', 404],
    ['POST', '/dav/addressbooks', 405],
  ])('%s %s is answered with %d', async (method, path, status) => {
    await start();
    expect((await client.http(method, path)).status).toBe(status);
  });
});

describe('blobs', () => {
  beforeEach(() => start());

  const download = async (blobId: string): Promise<Response> => {
    const { downloadUrl } = client.session as { downloadUrl: string };
    const url = downloadUrl
      .replace('{accountId}', client.accountId)
      .replace('{blobId}', blobId)
      .replace('{name}', 'mail.eml')
      .replace('{type}', 'message/rfc822');
    return fetch(url, { headers: { authorization: `Bearer ${account.token}` } });
  };

  it('give a mail’s bytes back, with 8-bit bytes in headers replaced', async () => {
    const message = Buffer.from('Subject: \xfc\r\nX: 1\r\n\t2\r\n\r\nb\xfcdy\r\n', 'latin1');
    const blobId = await client.upload(message);
    const email = { blobId, mailboxIds: { [account.mailboxId('Inbox')]: true } };
    await client.call('Email/import', { emails: { mail: email } });
    const response = await download(blobId);
    expect(response.headers.get('content-type')).toBe('message/rfc822');
    const body = Buffer.from(await response.arrayBuffer()).toString('latin1');
    expect(body).toBe('Subject: X\r\nX: 1\r\n\t2\r\n\r\nb\xfcdy\r\n');
  });

  it('of large mails are not kept', async () => {
    const id = account.addMail({ from: 'a@x.example', body: 'x'.repeat(100_000) });
    const { list } = await client.call('Email/get', { ids: [id], properties: ['blobId', 'size'] });
    const [{ blobId, size }] = list as [{ blobId: string; size: number }];
    expect(size).toBeGreaterThan(100_000);
    expect((await download(blobId)).status).toBe(404);
  });
});
