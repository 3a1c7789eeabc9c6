import { beforeAll, describe, expect, it } from 'vitest';
import { type Quirks } from '../../src/sandbox/store/options.ts';
import { contractClient, type ContractClient, CORE, MAIL } from './contract-client.ts';
import { type MakeAccount } from './contract-suite.ts';

export function describeJmapCore(makeAccount: MakeAccount, quirks: Quirks): void {
  describe('JMAP core', () => {
    let client: ContractClient;
    beforeAll(async () => (client = await contractClient(await makeAccount())));

    const echo = (n: number): unknown[] => ['Core/echo', {}, String(n)];
    const request = (methodCalls: unknown[]): string => JSON.stringify({ using: [CORE, MAIL], methodCalls });
    const manyIds = Array.from({ length: 4097 }, (_, n) => `M${n}`);

    it('announces the limits that Mailroom reads', () => {
      expect(client.session).toMatchObject({
        capabilities: {
          [CORE]: {
            maxSizeRequest: expect.any(Number) as number,
            maxConcurrentRequests: expect.any(Number) as number,
            maxCallsInRequest: 50,
            maxObjectsInGet: 4096,
            maxObjectsInSet: 4096,
          },
        },
        primaryAccounts: { [MAIL]: client.accountId },
      });
    });

    it('gives its URLs with an origin or without', () => {
      expect(String(client.session.apiUrl).startsWith('/')).toBe(quirks.relativeUrls);
    });

    it('redirects the well-known address without credentials', async () => {
      const { status, headers } = await client.http('GET', '/.well-known/jmap', {
        headers: { authorization: '' },
      });
      expect(status).toBe(301);
      expect(headers.get('location')).toMatch(/\/jmap/);
    });

    it.each([
      ['none', ''],
      ['a wrong token', 'Bearer nonsense'],
      ['a wrong password', `Basic ${Buffer.from('nobody:nonsense').toString('base64')}`],
    ])('refuses credentials: %s', async (_, authorization) => {
      const { status, headers } = await client.post('{}', { authorization });
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer .*Basic/);
    });

    it.each([
      ['a body that is no JSON', '{', 'notJSON'],
      ['a body that is no request', '{}', 'notRequest'],
      ['a list', '[]', 'notRequest'],
      ['a call without an id', request([['Core/echo', {}]]), 'notRequest'],
      ['an unknown capability', '{"using":["urn:x"],"methodCalls":[]}', 'unknownCapability'],
      ['51 calls', request(Array.from({ length: 51 }, (_, n) => echo(n))), 'limit'],
    ])('refuses %s as %s', async (_, body, type) => {
      const answer = await client.post(body);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(JSON.parse(answer.body)).toMatchObject({
        type: `urn:ietf:params:jmap:error:${type}`,
        status: 400,
      });
    });

    it('names the limit that was exceeded', async () => {
      const { body } = await client.post(request(Array.from({ length: 51 }, (_, n) => echo(n))));
      expect(JSON.parse(body)).toMatchObject({ limit: 'maxCallsInRequest' });
    });

    it('refuses a body over the size limit', async () => {
      const { status, body } = await client.post(
        request([['Core/echo', { a: 'x'.repeat(11_000_000) }, '0']]),
      );
      expect(status).toBe(413);
      expect(JSON.parse(body)).toMatchObject({ limit: 'maxSizeRequest' });
    });

    it('refuses a body that is not declared as JSON', async () => {
      expect((await client.post(request([]), { 'content-type': 'text/plain' })).status).toBe(415);
    });

    it.each([
      ['Email/get', { ids: manyIds }, 'maxObjectsInGet'],
      ['Email/set', { update: Object.fromEntries(manyIds.map((id) => [id, {}])) }, 'maxObjectsInSet'],
    ])('refuses more than 4096 records: %s', async (name, args, limit) => {
      const answer = await client.post(request([[name, { accountId: client.accountId, ...args }, '0']]));
      if (quirks.objectLimitsFailRequest) {
        expect(answer.status).toBe(400);
        expect(JSON.parse(answer.body)).toMatchObject({ limit });
      } else {
        expect(JSON.parse(answer.body)).toMatchObject({
          methodResponses: [['error', { type: 'requestTooLarge' }, '0']],
        });
      }
    });

    it.each([
      ['an unknown method', 'Foo/bar', {}, { type: 'unknownMethod' }],
      ['another account', 'Mailbox/get', { accountId: 'nobody' }, { type: 'accountNotFound' }],
      ['an unknown argument', 'Mailbox/get', { foo: 1 }, { type: 'invalidArguments', arguments: ['foo'] }],
      [
        'an argument of a wrong type',
        'Mailbox/get',
        { ids: 'x' },
        { type: 'invalidArguments', arguments: ['ids'] },
      ],
      ['ids left out', 'Email/get', { ids: null }, { type: 'requestTooLarge' }],
      ['an unknown property', 'Email/get', { ids: [], properties: ['nope'] }, { type: 'invalidArguments' }],
    ])('answers with a method-level error to %s', async (_, name, args, error) => {
      expect(await client.call(name, args)).toMatchObject(error);
    });

    it('knows only the methods of the capabilities in use', async () => {
      const methodCalls = [['Mailbox/get', { accountId: client.accountId }, '0']];
      const { body } = await client.post(JSON.stringify({ using: [CORE], methodCalls }));
      expect(JSON.parse(body)).toMatchObject({
        methodResponses: [['error', { type: 'unknownMethod' }, '0']],
      });
    });

    describe('result references', () => {
      const source = {
        list: [
          { id: 'a', tags: ['q', 'r'] },
          { id: 'b', tags: ['s'] },
        ],
        'a/b': { 'c~d': 3 },
      };

      it.each([
        ['an item', '/list/0/id', 'a'],
        ['all items', '/list/*/id', ['a', 'b']],
        ['lists within all items, as one list', '/list/*/tags', ['q', 'r', 's']],
        ['escaped names', '/a~1b/c~0d', 3],
      ])('point to %s', async (_, path, expected) => {
        const reference = { resultOf: '0', name: 'Core/echo', path };
        const [, answer] = await client.calls(['Core/echo', source], ['Core/echo', { '#value': reference }]);
        expect(answer?.[1]).toMatchObject({ value: expected });
      });

      it.each([
        ['an unknown call', { resultOf: 'x', name: 'Core/echo', path: '/list' }],
        ['a call of another name', { resultOf: '0', name: 'Email/get', path: '/list' }],
        ['nothing', { resultOf: '0', name: 'Core/echo', path: '/nothing' }],
      ])('are refused when they point to %s', async (_, reference) => {
        const [, answer] = await client.calls(['Core/echo', source], ['Core/echo', { '#value': reference }]);
        // RFC 8620 3.7 calls it invalidResultReference; Cyrus 3.6 does not.
        const type = quirks.shortReferenceError ? 'resultReference' : 'invalidResultReference';
        expect(answer?.[1]).toEqual({ type });
      });

      it('are refused beside the same argument', async () => {
        const reference = { resultOf: '0', name: 'Core/echo', path: '/list' };
        const [, answer] = await client.calls(
          ['Core/echo', source],
          ['Core/echo', { value: 1, '#value': reference }],
        );
        expect(answer?.[1]).toMatchObject({ type: 'invalidArguments' });
      });

      it('to a failed call fail too, and calls after them do not', async () => {
        const answers = await client.calls(
          ['Email/query', { filter: { inMailbox: 'never-was' } }],
          ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' } }],
          ['Core/echo', {}],
        );
        expect(answers.map(([name]) => name)).toEqual(['error', 'error', 'Core/echo']);
      });
    });

    it('resolves ids of records created earlier in the request', async () => {
      const id = await client.importMail('Subject: x\n\nx\n', [await client.createMailbox('from')]);
      const [, , mails] = await client.calls(
        ['Mailbox/set', { create: { new: { name: 'made on the way' } } }],
        ['Email/set', { update: { [id]: { 'mailboxIds/#new': true } } }],
        ['Email/get', { ids: [id], properties: ['mailboxIds'] }],
      );
      const { list } = mails![1] as { list: { mailboxIds: object }[] };
      expect(Object.keys(list[0]!.mailboxIds)).toHaveLength(2);
    });
  });
}
