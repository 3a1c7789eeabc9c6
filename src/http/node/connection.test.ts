import { type Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { TransientError } from '../../errors.ts';
import { clientFor, neverAborted } from '../../../test/support/http-client.ts';
import { startRawServer, startServer } from '../../../test/support/local-server.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('a kept connection', () => {
  it('is used again', async () => {
    const server = await startServer((_, response) => response.end());
    const { get } = clientFor(server.origin);
    for (let i = 0; i < 20; i += 1) await get();
    expect(server.connections()).toBe(1);
  });

  it.each([
    ['is closed', (socket: Socket) => socket.end()],
    ['is reset', (socket: Socket) => socket.resetAndDestroy()],
  ])('that %s when it gets its next request is replaced by a new one', async (_, drop) => {
    let connections = 0;
    const origin = await startRawServer((socket) => {
      const isFirst = (connections += 1) === 1;
      let requests = 0;
      socket.on('data', () => {
        if (isFirst && (requests += 1) === 2) drop(socket);
        else socket.write(OK);
      });
    });
    const { client, get } = clientFor(origin);
    await get();
    await expect(get()).resolves.toMatchObject({ status: 200, body: 'ok' });
    expect(connections).toBe(2);
    expect(client.stats.requests).toBe(3);
  });

  it('is replaced for a request that waited for it, too', async () => {
    let connections = 0;
    const origin = await startRawServer((socket) => {
      const isFirst = (connections += 1) === 1;
      let requests = 0;
      socket.on('data', () => {
        if (isFirst && (requests += 1) === 2) socket.destroy();
        else socket.write(OK);
      });
    });
    const { get } = clientFor(origin, { maxSockets: 1 });
    await expect(Promise.all([get(), get()])).resolves.toHaveLength(2);
    expect(connections).toBe(2);
  });

  it('is replaced by a new one, not by another kept one', async () => {
    const kept: Socket[] = [];
    const origin = await startRawServer((socket) => {
      socket.on('data', () => {
        if (kept.includes(socket)) socket.destroy();
        else if (kept.length === 2) socket.write(OK);
        else if (kept.push(socket) === 2) kept.forEach((each) => each.write(OK));
      });
    });
    const { get } = clientFor(origin);
    await Promise.all([get(), get()]);
    await expect(get()).resolves.toMatchObject({ body: 'ok' });
  });

  it('is replaced only once', async () => {
    let requests = 0;
    const origin = await startRawServer((socket) => {
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write(OK);
        else socket.destroy();
      });
    });
    const { get } = clientFor(origin);
    await get();
    await expect(get()).rejects.toThrow(TransientError);
    expect(requests).toBe(3);
  });

  it('is not replaced once a byte of the answer came', async () => {
    let requests = 0;
    const origin = await startRawServer((socket) => {
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write(OK);
        else socket.end('HTTP/1.1 2');
      });
    });
    const { get } = clientFor(origin);
    await get();
    await expect(get()).rejects.toThrow(TransientError);
    expect(requests).toBe(2);
  });

  it('is all a request gets: a reset on a new one is not repeated', async () => {
    let requests = 0;
    const origin = await startRawServer((socket) => {
      socket.on('data', () => {
        requests += 1;
        socket.destroy();
      });
    });
    await expect(clientFor(origin).get()).rejects.toThrow(TransientError);
    expect(requests).toBe(1);
  });

  it('is waited for without the connect time-out', async () => {
    const server = await startServer((_, response) => void setTimeout(() => response.end(), 100));
    const { get } = clientFor(server.origin, { maxSockets: 1, connectTimeoutMs: 50 });
    await expect(Promise.all([get(), get()])).resolves.toHaveLength(2);
    expect(server.connections()).toBe(1);
  });

  it('is given up when the server answered without reading the whole request', async () => {
    const origin = await startRawServer((socket) => {
      socket.once('data', () => {
        socket.pause();
        socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n');
      });
    });
    const { client } = clientFor(origin, { maxSockets: 1, readTimeoutMs: 1000 });
    const upload = { method: 'POST', url: origin, body: 'x'.repeat(20_000_000) };
    await expect(client.send(upload, neverAborted)).resolves.toHaveProperty('status', 413);
    await expect(client.send(upload, neverAborted)).resolves.toHaveProperty('status', 413);
  });

  it('is one of four at most', async () => {
    let open = 0;
    let most = 0;
    const server = await startServer((_, response) => {
      most = Math.max(most, (open += 1));
      setImmediate(() => {
        open -= 1;
        response.end();
      });
    });
    const { get } = clientFor(server.origin);
    await Promise.all(Array.from({ length: 40 }, () => get()));
    expect(server.connections()).toBe(4);
    expect(most).toBeLessThanOrEqual(4);
  });

  it('is closed by closeIdle, while one in use stays', async () => {
    let finish: (() => void) | undefined;
    const server = await startServer((request, response) => {
      if (request.url === '/slow') finish = () => response.end('done');
      else response.end();
    });
    const { client, get } = clientFor(server.origin);
    await Promise.all([get(), get()]);
    const slow = get('/slow');
    await vi.waitUntil(() => finish);

    client.closeIdle();
    finish?.();

    await expect(slow).resolves.toMatchObject({ body: 'done' });
    expect(server.connections()).toBe(2);
    await Promise.all([get(), get()]);
    expect(server.connections()).toBe(3);
  });

  it('is closed by close, and whatever is in progress or waits fails', async () => {
    const server = await startServer(() => undefined);
    const { client, get } = clientFor(server.origin, { maxSockets: 1 });
    const failures = [get(), get()].map((request) => expect(request).rejects.toThrow(TransientError));
    await vi.waitUntil(() => server.seen.length > 0);
    client.close();
    await Promise.all(failures);
    await expect(get()).rejects.toThrow(TransientError);
    expect(server.seen).toHaveLength(1);
  });
});
