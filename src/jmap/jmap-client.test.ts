import { type Invocation } from './invocation.ts';
import { describe, expect, it } from 'vitest';
import { AuthError, ProtocolError, SafetyError, TransientError } from '../errors.ts';
import { neverAborted } from '../../test/support/http-client.ts';
import { type Answer, sessionObject, startJmapServer } from '../../test/support/jmap-server.ts';
import { RequestError } from './request-error.ts';

const GET: Invocation = ['Email/get', { ids: ['M1'] }, 'a'];

const CORE = 'urn:ietf:params:jmap:core';
const MAIL = 'urn:ietf:params:jmap:mail';
const CONTACTS = 'urn:ietf:params:jmap:contacts';

const problem = (fields: Record<string, unknown>, status = 400): Answer => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: { status, ...fields },
});

describe('a call', () => {
  it('goes out with its account and the capabilities it needs, and brings the responses', async () => {
    const { client, server, apiRequests } = await startJmapServer({});
    const query: Invocation = ['ContactCard/query', { filter: null }, 'b'];

    const responses = await client.call([GET, query], neverAborted);

    expect(responses.get('a')).toEqual({ accountId: 'A1', ids: ['M1'] });
    expect(responses.get('b')).toEqual({ accountId: 'C1', filter: null });
    expect(apiRequests()).toEqual([
      {
        using: [CORE, MAIL, CONTACTS],
        methodCalls: [
          ['Email/get', { accountId: 'A1', ids: ['M1'] }, 'a'],
          ['ContactCard/query', { accountId: 'C1', filter: null }, 'b'],
        ],
      },
    ]);
    expect(server.seen[1]).toMatchObject({
      path: '/jmap/api/',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
    });
  });

  it.each([
    ['Email/query', MAIL],
    ['Mailbox/changes', MAIL],
    ['Thread/get', MAIL],
    ['SearchSnippet/get', MAIL],
    ['Identity/get', 'urn:ietf:params:jmap:submission'],
    ['EmailSubmission/get', 'urn:ietf:params:jmap:submission'],
    ['ContactCard/set', CONTACTS],
    ['AddressBook/get', CONTACTS],
    ['SieveScript/get', 'https://cyrusimap.org/ns/jmap/sieve'],
  ])('of %s uses the primary account of %s', async (method, urn) => {
    const { client, apiRequests } = await startJmapServer({
      session: () => ({ body: sessionObject({ primaryAccounts: { [urn]: 'X1' } }) }),
    });
    await client.call([[method, {}, 'a']], neverAborted);
    expect(apiRequests()[0]?.methodCalls[0]?.[1]).toEqual({ accountId: 'X1' });
  });

  it('keeps an account that is given', async () => {
    const { client } = await startJmapServer({});
    const responses = await client.call([['Email/get', { accountId: 'B2' }, 'a']], neverAborted);
    expect(responses.get('a')).toEqual({ accountId: 'B2' });
  });

  it('of a method without an account gets none', async () => {
    const { client, apiRequests } = await startJmapServer({});
    const responses = await client.call([['Core/echo', { x: 1 }, 'a']], neverAborted);
    expect(responses.get('a')).toEqual({ x: 1 });
    expect(apiRequests()[0]?.using).toEqual([CORE]);
  });

  it('names only capabilities that the session lists', async () => {
    const { client, apiRequests } = await startJmapServer({});
    await client.call([['Identity/get', { accountId: 'A1' }, 'a']], neverAborted);
    expect(apiRequests()[0]?.using).toEqual([CORE]);
  });

  it('that the token gives no account for says which scope is missing', async () => {
    const { client, apiRequests } = await startJmapServer({});
    const failure = client.call([['Identity/get', {}, 'a']], neverAborted);
    await expect(failure).rejects.toThrow(AuthError);
    await expect(failure).rejects.toThrow('mail submission (urn:ietf:params:jmap:submission)');
    expect(apiRequests()).toEqual([]);
  });

  it('that the guard refuses is not sent, nor is the session read', async () => {
    const { client, server, guarded } = await startJmapServer({
      guard: () => {
        throw new SafetyError('N1');
      },
    });
    await expect(client.call([GET], neverAborted)).rejects.toThrow(SafetyError);
    expect(guarded).toEqual([[GET]]);
    expect(server.seen).toEqual([]);
  });

  it('is seen by the guard at once, before anything is waited for', async () => {
    const { client, guarded } = await startJmapServer({});
    const responses = client.call([GET], neverAborted);
    expect(guarded).toHaveLength(1);
    await responses;
  });

  it.each([
    ['maxCallsInRequest', Array.from({ length: 17 }, (_, n): Invocation => ['Email/get', {}, String(n)])],
    ['maxSizeRequest', [['Email/get', { ids: ['ü'.repeat(5000)] }, 'a'] as Invocation]],
  ])('over the limit %s is not sent', async (limit, calls) => {
    const { client, apiRequests } = await startJmapServer({});
    const failure = client.call(calls, neverAborted);
    await expect(failure).rejects.toThrow(RequestError);
    await expect(failure).rejects.toMatchObject({ type: 'limit', limit });
    expect(apiRequests()).toEqual([]);
  });

  it('can be aborted', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const { client } = await startJmapServer({
      api: () => (controller.abort(reason), new Promise(() => undefined)),
    });
    await expect(client.call([GET], controller.signal)).rejects.toBe(reason);
  });
});

describe('an answer', () => {
  const ok = { sessionState: 's1' };

  it.each([
    ['truncated JSON', { body: '{"methodResponses":[["Email/get",{"state":' }],
    ['a web page', { body: '<html>Sorry</html>' }],
    ['a list', { body: [] }],
    ['no methodResponses', { body: ok }],
    ['methodResponses of another type', { body: { ...ok, methodResponses: {} } }],
    ['a response that is no list', { body: { ...ok, methodResponses: [{}] } }],
    ['a response without arguments', { body: { ...ok, methodResponses: [['Email/get', null, 'a']] } }],
    ['a response with a list for arguments', { body: { ...ok, methodResponses: [['Email/get', [], 'a']] } }],
    ['a response without an id', { body: { ...ok, methodResponses: [['Email/get', {}]] } }],
    ['no sessionState', { body: { methodResponses: [] } }],
    ['nothing', { status: 204, body: '' }],
    ['status 404', { status: 404, body: 'Not here' }],
    ['problem details of no JMAP type', problem({ type: 'about:blank', detail: 'Bad' })],
  ])('with %s breaks the contract, and the session is read again', async (_, answer) => {
    const { client, server, sessionRequests } = await startJmapServer({ api: () => answer });
    const failure = client.call([GET], neverAborted);
    await expect(failure).rejects.toThrow(ProtocolError);
    await expect(failure).rejects.toThrow(`POST ${server.origin.origin}/jmap/api/`);
    await client.session(neverAborted);
    expect(sessionRequests()).toBe(2);
  });

  it.each([
    ['missing rights', { status: 403, body: 'Read-only token' }, AuthError],
    ['throttling', { status: 401, headers: { 'retry-after': '60' }, body: '' }, TransientError],
    ['too many requests', { status: 429, headers: { 'retry-after': '60' }, body: '' }, TransientError],
    ['an outage', { status: 503, body: '' }, TransientError],
    [
      'too many requests at once',
      problem({ type: 'urn:ietf:params:jmap:error:limit', limit: 'maxConcurrentRequests' }),
      TransientError,
    ],
  ])('that tells of %s says so, and the session is kept', async (_, answer, type) => {
    const { client, sessionRequests } = await startJmapServer({ api: () => answer });
    await expect(client.call([GET], neverAborted)).rejects.toThrow(type);
    await client.session(neverAborted);
    expect(sessionRequests()).toBe(1);
  });

  it('with status 413 tells of the limit, whoever sent it', async () => {
    const { client } = await startJmapServer({
      api: () => ({ status: 413, body: '<html>413 Request Entity Too Large</html>' }),
    });
    const failure = client.call([GET], neverAborted);
    await expect(failure).rejects.toThrow(RequestError);
    await expect(failure).rejects.toMatchObject({ type: 'limit', limit: 'maxSizeRequest' });
  });

  it('that refuses the credentials has the session read again, and is final where that names the same API', async () => {
    const { client, apiRequests, sessionRequests } = await startJmapServer({
      api: () => ({ status: 401, body: 'Bad token' }),
    });
    await expect(client.call([GET], neverAborted)).rejects.toThrow(AuthError);
    expect(apiRequests()).toHaveLength(1);
    expect(sessionRequests()).toBe(2);
  });

  it.each([
    ['limit', { limit: 'maxCallsInRequest', detail: '51 calls' }, 'limit (maxCallsInRequest): 51 calls'],
    ['notJSON', {}, 'notJSON'],
    ['notRequest', { detail: 'no using' }, 'notRequest: no using'],
    ['unknownCapability', { detail: 7, limit: 7 }, 'unknownCapability'],
  ])('that refuses the request as %s is a RequestError', async (type, fields, words) => {
    const { client, server } = await startJmapServer({
      api: () => problem({ type: `urn:ietf:params:jmap:error:${type}`, ...fields }),
    });
    const failure = client.call([GET], neverAborted);
    await expect(failure).rejects.toThrow(RequestError);
    await expect(failure).rejects.toMatchObject({
      type,
      message: `POST ${server.origin.origin}/jmap/api/ was refused: ${words}`,
    });
  });
});
