import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../errors.ts';
import { type HealthServer, startHealthServer } from './health-server.ts';
import { type HealthReport } from './vitals.ts';

const report = (status: HealthReport['status']): HealthReport => ({
  status,
  version: '1.2.3',
  uptimeSeconds: 7,
  lastSuccessAgeSeconds: null,
  consecutiveFailures: 2,
  cycles: 3,
});

const servers: HealthServer[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.close();
});

async function start({ patienceMs }: { patienceMs?: number } = {}): Promise<HealthServer> {
  const pages = { '/well': () => report('ok'), '/ill': () => report('stuck') };
  const server = await startHealthServer(0, pages, patienceMs);
  servers.push(server);
  return server;
}

async function ask(port: number, path: string, method = 'GET') {
  const outgoing = request({ port, host: '127.0.0.1', path, method, agent: false });
  outgoing.end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const body = (await incoming.setEncoding('utf8').toArray()).join('');
  return { status: incoming.statusCode, headers: incoming.headers, body };
}

/** A connection that may be cut off. */
async function open({ port }: HealthServer, text = ''): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (text !== '') socket.write(text);
  return socket;
}

describe('pages', () => {
  it.each([
    ['/well', 200, 'ok'],
    ['/ill', 503, 'stuck'],
  ] as const)('GET %s: %i, and the report as JSON', async (path, status, name) => {
    const answer = await ask((await start()).port, path);

    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/json']);
    expect(JSON.parse(answer.body)).toEqual(report(name));
  });

  it('HEAD: as GET, without the body', async () => {
    const { port } = await start();
    const { headers, status, body } = await ask(port, '/ill', 'HEAD');

    expect([status, body]).toEqual([503, '']);
    expect(headers['content-length']).toBe((await ask(port, '/ill')).headers['content-length']);
  });

  it('a query changes nothing', async () => {
    expect((await ask((await start()).port, '/well?verbose')).status).toBe(200);
  });

  it.each(['/', '/well/', '/WELL', '/metrics', '/toString', '/__proto__', '/well%00', '/../well', '//well'])(
    '404 for %s',
    async (path) => {
      expect((await ask((await start()).port, path)).status).toBe(404);
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND'])(
    '405 for %s',
    async (method) => {
      const { status, headers } = await ask((await start()).port, '/well', method);

      expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
    },
  );
});

describe('the port', () => {
  it('may be any free one', async () => {
    expect((await start()).port).toBeGreaterThan(0);
  });

  it('that is taken is a problem of the configuration', async () => {
    const { port } = await start();

    await expect(startHealthServer(port, {})).rejects.toThrow(ConfigError);
    await expect(startHealthServer(port, {})).rejects.toThrow(/MAILROOM_HEALTH_PORT.*another program/);
  });

  it('is free again after close, whoever is connected', async () => {
    const server = await start();
    const { port } = server;
    const silent = await open(server);
    const cutOff = once(silent, 'close');

    await server.close();

    await cutOff;
    servers[0] = await startHealthServer(port, {});
    expect(servers[0].port).toBe(port);
  });
});

describe('a client that is slow or hostile', () => {
  /** What comes back until the connection ends, in whatever way: who writes on is reset. */
  async function received(socket: Socket): Promise<string> {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
    return text;
  }

  it.each([
    ['says nothing', ''],
    ['does not end its headers', 'GET /well HTTP/1.1\r\nhost: x\r\n'],
    ['does not send the body it announced', 'POST /well HTTP/1.1\r\nhost: x\r\ncontent-length: 9999\r\n\r\n'],
    ['asks again on the same connection', 'GET /well HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(1000)],
    [
      'waits for leave to send',
      'POST /well HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n',
    ],
    [
      'wants another protocol',
      'GET /well HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    ],
    ['wants a tunnel', 'CONNECT x:443 HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['speaks no HTTP', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001'],
  ])('that %s is cut off', async (_, text) => {
    const server = await start({ patienceMs: 200 });
    const socket = await open(server, text);

    const answer = await received(socket);

    expect(answer.match(/^HTTP/gm)?.length ?? 0).toBeLessThanOrEqual(2);
    expect((await ask(server.port, '/well')).status).toBe(200);
  });

  it('that sends its headers byte by byte is cut off', async () => {
    const server = await start({ patienceMs: 200 });
    const socket = await open(server, 'GET /well HTTP/1.1\r\n');
    const ended = received(socket);
    const dripping = setInterval(() => socket.write('x'), 20);

    await ended;

    clearInterval(dripping);
    expect((await ask(server.port, '/well')).status).toBe(200);
  });

  it('that sends huge headers gets 431', async () => {
    const server = await start();
    const socket = await open(server, `GET /well HTTP/1.1\r\nhost: x\r\ncookie: ${'x'.repeat(9000)}`);

    expect(await received(socket)).toMatch(/^HTTP\/1.1 431 /);
  });

  it('with a thousand connections does not shut probes out, and gets no more than a few', async () => {
    const server = await start();
    const all: Socket[] = [];
    for (let count = 0; count < 1000; count += 50) {
      all.push(
        ...(await Promise.all(Array.from({ length: 50 }, () => open(server, 'GET /well HTTP/1.1\r\n')))),
      );
    }

    expect((await ask(server.port, '/well')).status).toBe(200);
    await expect.poll(() => all.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(100);
  });

  it('with thousands of requests at once on each of 100 connections gets one answer on each, and probes theirs', async () => {
    const server = await start();
    const flood = 'GET /well HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(1900);
    const greedy = await Promise.all(Array.from({ length: 99 }, () => open(server, flood)));
    const answers = Promise.all(greedy.map((socket) => received(socket)));

    expect((await ask(server.port, '/well')).status).toBe(200);
    expect((await answers).join('').match(/^HTTP/gm)?.length).toBeLessThanOrEqual(99);
  });

  it('that sends its request in pieces gets its answer', async () => {
    const server = await start();
    const socket = await open(server);
    const answer = received(socket);
    for (const piece of ['GET /we', 'll HTTP/1.1\r', '\nhost: x\r\n\r', '\n']) {
      await new Promise((done) => socket.write(piece, done));
    }

    expect(await answer).toMatch(/^HTTP\/1.1 200 /);
  });

  it.each([
    'GET\r\n\r\n',
    'GET /well\r\n\r\n',
    'GET /well HTTP/2.0\r\n\r\n',
    '\r\n\r\nGET /well HTTP/1.1\r\n\r\n',
  ])('that sends %j gets 400', async (text) => {
    expect(await received(await open(await start(), text))).toMatch(/^HTTP\/1.1 400 /);
  });

  it('that never fetches its answers does not stop the others', async () => {
    const server = await start();
    for (let count = 0; count < 50; count += 1) {
      const socket = await open(server, 'GET /well HTTP/1.1\r\nhost: x\r\n\r\n');
      socket.pause();
    }

    expect((await ask(server.port, '/well')).status).toBe(200);
  });
});
