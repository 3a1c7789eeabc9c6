import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError, ProtocolError, SafetyError } from '../../errors.ts';
import { clientFor, neverAborted } from '../../../test/support/http-client.ts';
import { redirectTo, startServer } from '../../../test/support/local-server.ts';
import { createHttpClient } from './node-http-client.ts';

describe('credentials', () => {
  it.each([
    ['an origin over plain http', { origin: new URL('http://mail.example') }],
    ['user info in the URL', { origin: new URL('https://bob:pw@mail.example') }],
    ['a header of two lines', { origin: new URL('https://mail.example'), authorization: 'Bearer a\nb' }],
  ])('are not accepted with %s', (_, options) => {
    expect(() => createHttpClient(options)).toThrow(ConfigError);
  });

  it('go with every request, whatever its own headers say', async () => {
    const server = await startServer((_, response) => response.end());
    const { client } = clientFor(server.origin, { authorization: 'Bearer right', userAgent: 'mailroom/1' });
    const headers = { Authorization: 'Bearer wrong' };
    await client.send({ method: 'GET', url: server.origin, headers }, neverAborted);
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: 'Bearer right',
      'user-agent': 'mailroom/1',
      'accept-encoding': 'identity',
    });
  });

  it('are not sent to another origin', async () => {
    const elsewhere = await startServer((_, response) => response.end());
    const { client } = clientFor(new URL('http://127.0.0.1:1'), { authorization: 'Bearer secret' });
    const send = client.send({ method: 'GET', url: new URL('/x?q=private', elsewhere.origin) }, neverAborted);
    await expect(send).rejects.toThrow(SafetyError);
    await expect(send).rejects.not.toThrow(/secret|private/);
    expect(elsewhere.connections()).toBe(0);
  });

  it('are not sent to another origin by a redirect either; the error names both', async () => {
    const elsewhere = await startServer((_, response) => response.end());
    const server = await startServer(redirectTo(`${elsewhere.origin.href}jmap?t=private`));
    const failure = clientFor(server.origin, { authorization: 'Bearer secret' }).get();
    await expect(failure).rejects.toThrow(ProtocolError);
    await expect(failure).rejects.toThrow(
      `redirects to ${elsewhere.origin.origin}/jmap, but the credentials go only to ${server.origin.origin}: `,
    );
    await expect(failure).rejects.not.toThrow(/secret|private/);
    expect(elsewhere.connections()).toBe(0);
  });

  it.each([
    ['a token', 'Bearer fmu1-abc', 'No such token: fmu1-abc'],
    ['an encoded pair', `Basic ${btoa('bob:pw-123')}`, `Bad: Basic ${btoa('bob:pw-123')}`],
    ['a password', `Basic ${btoa('bob:pw-123')}`, 'Bad password pw-123'],
    ['a header without a scheme', 'abc-123', 'Bad: abc-123'],
  ])('are kept out of an error body that repeats %s', async (_, authorization, body) => {
    const server = await startServer((_request, response) => response.writeHead(401).end(body));
    await expect(clientFor(server.origin, { authorization }).get()).resolves.toMatchObject({
      status: 401,
      body: '',
    });
  });

  it('leave other error bodies alone', async () => {
    const server = await startServer((_, response) => response.writeHead(401).end('No.'));
    const { get } = clientFor(server.origin, { authorization: 'Bearer secret' });
    await expect(get()).resolves.toMatchObject({ body: 'No.' });
  });
});

describe('Retry-After', () => {
  /** A server that asks to wait `times` times, and a client whose sleep takes no time and is written down. */
  async function throttled(times: number, retryAfter: string, status = 429) {
    const server = await startServer((_, response) => {
      if (server.seen.length <= times) response.writeHead(status, { 'retry-after': retryAfter }).end();
      else response.end('welcome');
    });
    const slept: number[] = [];
    const sleep = (ms: number) => Promise.resolve(void slept.push(ms));
    return { server, slept, ...clientFor(server.origin, { sleep, now: () => 0 }) };
  }

  it.each([401, 429, 503])('of a %i is waited for, and the request repeated as it was', async (status) => {
    const { client, server, slept } = await throttled(1, '30', status);
    const request = { method: 'PUT', url: server.origin, body: 'card', headers: { 'if-match': '"1"' } };
    await expect(client.send(request, neverAborted)).resolves.toMatchObject({ status: 200, body: 'welcome' });
    expect(slept).toEqual([30_000]);
    expect(server.seen[1]).toMatchObject({ method: 'PUT', body: 'card', headers: { 'if-match': '"1"' } });
  });

  it('that is a date is waited for', async () => {
    const { get, slept } = await throttled(1, new Date(20_000).toUTCString());
    await get();
    expect(slept).toEqual([20_000]);
  });

  it('of more than 30 s is left to the caller', async () => {
    const { get, server, slept } = await throttled(1, '31');
    await expect(get()).resolves.toMatchObject({ status: 429, headers: { 'retry-after': '31' } });
    expect(slept).toEqual([]);
    expect(server.seen).toHaveLength(1);
  });

  it('is waited for three times at most', async () => {
    const { get, server, slept } = await throttled(9, '1');
    await expect(get()).resolves.toHaveProperty('status', 429);
    expect(slept).toEqual([1000, 1000, 1000]);
    expect(server.seen).toHaveLength(4);
  });

  it('of another status is left to the caller', async () => {
    const { get, server } = await throttled(1, '1', 500);
    await expect(get()).resolves.toHaveProperty('status', 500);
    expect(server.seen).toHaveLength(1);
  });

  it('can be aborted', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const server = await startServer((_, response) => {
      response.writeHead(503, { 'retry-after': '30' }).end();
    });
    const { get } = clientFor(server.origin, {
      onAnswer: () => setImmediate(() => controller.abort(reason)),
    });
    await expect(get('/', controller.signal)).rejects.toBe(reason);
    expect(server.seen).toHaveLength(1);
  });
});

describe('the client', () => {
  it('tells of every answer, without the query', async () => {
    const server = await startServer((request, response) => {
      if (request.url === '/end') response.end();
      else redirectTo('/end')(request, response);
    });
    const answers: unknown[] = [];
    let clock = 0;
    const { get } = clientFor(server.origin, {
      onAnswer: (answer) => answers.push(answer),
      now: () => (clock += 5),
    });
    await get('/start?token=private');
    const { origin } = server.origin;
    expect(answers).toEqual([
      { method: 'GET', url: `${origin}/start`, status: 302, durationMs: 5 },
      { method: 'GET', url: `${origin}/end`, status: 200, durationMs: 5 },
    ]);
  });

  it('counts requests and bytes, heads included', async () => {
    const server = await startServer((request, response) => {
      if (request.method === 'PUT') redirectTo('/')(request, response);
      else response.end('x'.repeat(5000));
    });
    const { client, get } = clientFor(server.origin);
    expect(client.stats).toEqual({ requests: 0, bytesSent: 0, bytesReceived: 0 });
    await get();
    const { bytesReceived, bytesSent } = client.stats;
    expect(bytesReceived).toBeGreaterThan(5000);
    expect(bytesReceived).toBeLessThan(5500);
    expect(bytesSent).toBeGreaterThan(50);
    await get();
    expect(client.stats).toEqual({ requests: 2, bytesReceived: 2 * bytesReceived, bytesSent: 2 * bytesSent });
  });

  it('counts redirects and what failed half-way, but not what never left', async () => {
    const server = await startServer((request, response) => {
      if (request.url === '/') redirectTo('/broken')(request, response);
      else request.socket.destroy();
    });
    const { client, get } = clientFor(server.origin);
    await expect(get()).rejects.toThrow();
    // The redirect, its target on the kept connection, and that again on a new one.
    expect(client.stats.requests).toBe(3);

    const { client: nobody, get: getNothing } = clientFor(new URL('http://127.0.0.1:1'));
    await expect(getNothing()).rejects.toThrow();
    expect(nobody.stats).toEqual({ requests: 0, bytesSent: 0, bytesReceived: 0 });
  });

  it('may send many requests under one signal without a warning', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    onTestFinished(() => void process.off('warning', note));
    const server = await startServer((_, response) => response.end());
    const { get } = clientFor(server.origin);
    const { signal } = new AbortController();
    for (let i = 0; i < 3; i += 1) await Promise.all(Array.from({ length: 30 }, () => get('/', signal)));
    expect(warnings).toEqual([]);
  });
});
