import { type Invocation } from './invocation.ts';
import { describe, expect, it, vi } from 'vitest';
import { AuthError, ProtocolError, TransientError } from '../errors.ts';
import { neverAborted } from '../../test/support/http-client.ts';
import { type Answer, sessionObject, startJmapServer } from '../../test/support/jmap-server.ts';

const GET: Invocation = ['Email/get', { ids: ['M1'] }, 'a'];

describe('the session', () => {
  it('is read once and kept', async () => {
    const { client, sessionRequests } = await startJmapServer({});
    const first = await client.session(neverAborted);
    await expect(client.session(neverAborted)).resolves.toBe(first);
    expect(first.username).toBe('user@example.test');
    expect(sessionRequests()).toBe(1);
  });

  it('is read once for callers who come at the same time', async () => {
    const { client, sessionRequests } = await startJmapServer({});
    const ask = () => client.session(neverAborted);
    await Promise.all([ask(), client.call([GET], neverAborted), ask()]);
    expect(sessionRequests()).toBe(1);
  });

  it('is found where a redirect leads, and its URLs with it', async () => {
    const { client, server } = await startJmapServer({
      session: () =>
        server.seen.length === 1
          ? { status: 301, headers: { location: '/deep/session' }, body: '' }
          : { body: sessionObject({ apiUrl: 'api' }) },
    });
    await expect(client.session(neverAborted)).resolves.toMatchObject({
      apiUrl: new URL('/deep/api', server.origin),
    });
  });

  it('is asked for again after a failure', async () => {
    let requests = 0;
    const { client } = await startJmapServer({
      session: () => ((requests += 1) === 1 ? { status: 500, body: '' } : { body: sessionObject() }),
    });
    await expect(client.session(neverAborted)).rejects.toThrow(TransientError);
    await expect(client.session(neverAborted)).resolves.toHaveProperty('state', 's1');
  });

  it('is read again once forgotten', async () => {
    const { client, sessionRequests } = await startJmapServer({});
    await client.session(neverAborted);
    client.forgetSession();
    await client.session(neverAborted);
    expect(sessionRequests()).toBe(2);
  });

  it.each([
    ['refused credentials', { status: 401, body: 'Bad token' }, AuthError],
    ['throttling', { status: 401, headers: { 'retry-after': '60' }, body: '' }, TransientError],
    ['a web page', { body: '<html>Log in</html>' }, ProtocolError],
    ['truncated JSON', { body: '{"capabilities":' }, ProtocolError],
    ['no such page', { status: 404, body: '' }, ProtocolError],
    ['an API elsewhere', { body: sessionObject({ apiUrl: 'https://api.example/' }) }, ProtocolError],
  ])('is not to be had from %s', async (_, answer, type) => {
    const { client, apiRequests } = await startJmapServer({ session: () => answer });
    await expect(client.call([GET], neverAborted)).rejects.toThrow(type);
    expect(apiRequests()).toEqual([]);
  });
});

describe('the session state', () => {
  /** A server whose responses give these states in turn. */
  async function withStates(...states: string[]) {
    const { client, sessionRequests } = await startJmapServer({
      api: () => ({ body: { methodResponses: [], sessionState: states.shift() } }),
    });
    const requestsAfterCall = async () => {
      await client.call([GET], neverAborted);
      return sessionRequests();
    };
    return { requestsAfterCall };
  }

  it('that stays keeps the session', async () => {
    const { requestsAfterCall } = await withStates('s1', 's1');
    expect([await requestsAfterCall(), await requestsAfterCall()]).toEqual([1, 1]);
  });

  it('that moves has the next call read the session again, once', async () => {
    const { requestsAfterCall } = await withStates('s1', 's2', 's2', 's2');
    expect(await requestsAfterCall()).toBe(1);
    expect(await requestsAfterCall()).toBe(1);
    expect(await requestsAfterCall()).toBe(2);
    expect(await requestsAfterCall()).toBe(2);
  });

  it('that moves with every answer costs one reading a call, no more', async () => {
    const { requestsAfterCall } = await withStates('s1', 's2', 's3', 's4');
    expect([await requestsAfterCall(), await requestsAfterCall()]).toEqual([1, 1]);
    expect([await requestsAfterCall(), await requestsAfterCall()]).toEqual([2, 2]);
  });

  it('of a response that was long under way does not drop a session read since', async () => {
    let finishSlow: ((answer: Answer) => void) | undefined;
    const state = (sessionState: string): Answer => ({ body: { methodResponses: [], sessionState } });
    const answers = [
      state('s1'),
      new Promise<Answer>((resolve) => {
        finishSlow = resolve;
      }),
      state('s2'),
    ];
    const { client, apiRequests, sessionRequests } = await startJmapServer({
      api: () => answers.shift() ?? state('s2'),
    });
    await client.call([GET], neverAborted);
    const slow = client.call([GET], neverAborted);
    await vi.waitUntil(() => apiRequests().length === 2);
    await client.call([GET], neverAborted);
    await client.session(neverAborted);

    finishSlow?.(state('s2'));
    await slow;

    await client.session(neverAborted);
    expect(sessionRequests()).toBe(2);
  });

  it("that is never the session's own keeps the session", async () => {
    const { requestsAfterCall } = await withStates('0', '0', '0');
    expect([await requestsAfterCall(), await requestsAfterCall(), await requestsAfterCall()]).toEqual([
      1, 1, 1,
    ]);
  });
});
