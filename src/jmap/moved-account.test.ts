import { type Invocation } from './invocation.ts';
import { describe, expect, it } from 'vitest';
import { AuthError, MailroomError, ProtocolError, TransientError } from '../errors.ts';
import { clientFor, neverAborted } from '../../test/support/http-client.ts';
import { startServer } from '../../test/support/local-server.ts';
import { createJmapClient } from './jmap-client.ts';
import { type Answer, echo, sessionObject } from '../../test/support/jmap-server.ts';
import { MethodError } from './method-error.ts';

const GET: Invocation = ['Email/get', { ids: ['M1'] }, 'a'];

const methodErrors = (...types: string[]): Answer => ({
  body: {
    sessionState: 's1',
    methodResponses: types.map((type) => [type === 'done' ? 'Email/get' : 'error', { type }, 'a']),
  },
});

/**
 * An account whose session at `localhost` names an API at `old.localhost`, until `move` is called: from then on that host
 * answers as told (`undefined`: nobody listens there), and the session names another.
 */
async function account(oldHost: Answer | undefined, after: Record<string, unknown> = {}) {
  let isMoved = false;
  let port = '';
  const apiUrl = (host: string) => `http://${host}.localhost:${port}/api`;
  const server = await startServer((request, response) => {
    const isOld = request.headers.host?.startsWith('old.') === true;
    const sent = server.seen.at(-1)?.body ?? '';
    const { methodCalls: calls } = JSON.parse(sent === '' ? '{}' : sent) as { methodCalls?: Invocation[] };
    const session = (): Answer => ({
      body: sessionObject(isMoved ? { apiUrl: apiUrl('new'), ...after } : { apiUrl: apiUrl('old') }),
    });
    const answer = calls === undefined ? session() : isOld && isMoved ? (oldHost ?? session()) : echo(calls);
    response
      .writeHead(answer.status ?? 200, answer.headers)
      .end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  ({ port } = server.origin);
  const sessionUrl = new URL(`http://localhost:${port}/session`);
  const { client: http } = clientFor(sessionUrl, {
    withSubdomains: true,
    lookup: (hostname, _options, found) => {
      // The server listens at one of this machine's addresses only.
      const isGone = isMoved && oldHost === undefined && hostname === 'old.localhost';
      setImmediate(found, null, [{ address: isGone ? '127.0.0.2' : '127.0.0.1', family: 4 }]);
    },
  });
  const jmap = createJmapClient({ http, sessionUrl, guard: () => undefined });
  return {
    call: () => jmap.call([GET], neverAborted),
    move: () => {
      isMoved = true;
      http.closeIdle();
    },
    asked: () => server.seen.map(({ headers: { host } }) => host?.split(/[.:]/)[0]),
  };
}

describe('an account that moved to another host', () => {
  it.each<[string, Answer | undefined]>([
    ['refuses connections', undefined],
    ['does not know the token', { status: 401, body: 'Who are you?' }],
    ['has nothing there', { status: 404, body: '' }],
    ['has nothing there for good', { status: 410, body: '' }],
    ['is not responsible', { status: 421, body: '' }],
    ['does not know the account', methodErrors('accountNotFound')],
    ['lets nobody change the account', methodErrors('accountReadOnly', 'invalidResultReference')],
  ])('is followed when the old one %s', async (_, oldHost) => {
    const { call, move, asked } = await account(oldHost);
    await call();
    move();

    const responses = await call();
    await call();

    expect(responses.get('a')).toEqual({ accountId: 'A1', ids: ['M1'] });
    const old = oldHost === undefined ? [] : ['old'];
    expect(asked()).toEqual(['localhost', 'old', ...old, 'localhost', 'new', 'new']);
  });

  it.each<[string, Answer]>([
    ['what changed nothing is not all that was answered', methodErrors('done', 'accountNotFound')],
    ['the server has trouble', { status: 503, body: '' }],
    ['the token may not do this', { status: 403, body: '' }],
    ['the answer is throttled', { status: 401, headers: { 'retry-after': '60' }, body: '' }],
    ['a method fails', methodErrors('invalidArguments')],
  ])('is not looked for when %s', async (_, oldHost) => {
    const { call, move, asked } = await account(oldHost);
    await call();
    move();
    await call().then(
      (responses) => expect(() => responses.get('a')).toThrow(MethodError),
      (error: unknown) => expect(error).toBeInstanceOf(MailroomError),
    );
    expect(asked()).toEqual(['localhost', 'old', 'old']);
  });

  it('is not sent what was meant for another account', async () => {
    const { call, move, asked } = await account(
      { status: 401, body: '' },
      { primaryAccounts: { 'urn:ietf:params:jmap:mail': 'B2' } },
    );
    await call();
    move();
    await expect(call()).rejects.toThrow(AuthError);
    expect(asked()).toEqual(['localhost', 'old', 'old', 'localhost']);
  });

  it.each<[string, Answer, typeof AuthError | typeof ProtocolError]>([
    ['401', { status: 401, body: '' }, AuthError],
    ['404', { status: 404, body: '' }, ProtocolError],
  ])(
    'is asked for once, and the %s stands where the session knows no other host',
    async (_, oldHost, type) => {
      const { call, move, asked } = await account(oldHost, { apiUrl: undefined });
      await call();
      move();
      await expect(call()).rejects.toThrow(type);
      expect(asked()).toEqual(['localhost', 'old', 'old', 'localhost']);
    },
  );

  it('is not followed out of the realm', async () => {
    const { call, move, asked } = await account(undefined, { apiUrl: 'http://new.mail.example/api' });
    await call();
    move();
    await expect(call()).rejects.toThrow(TransientError);
    await expect(call()).rejects.toThrow('names an API at http://new.mail.example/api, but');
    expect(asked()).toEqual(['localhost', 'old', 'localhost', 'localhost']);
  });
});
