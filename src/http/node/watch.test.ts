import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { TransientError } from '../../errors.ts';
import { clientFor } from '../../../test/support/http-client.ts';
import { startRawServer, startServer } from '../../../test/support/local-server.ts';

describe('a time-out', () => {
  it('ends an answer that only trickles', async () => {
    const server = await startServer((_, response) => {
      const timer = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(timer));
    });
    const failure = clientFor(server.origin, { readTimeoutMs: 5000, totalTimeoutMs: 100 }).get();
    await expect(failure).rejects.toThrow(TransientError);
    await expect(failure).rejects.toThrow('no complete answer within 0.1 s');
  });

  it('ends a connection that does not come about', async () => {
    const silent = await startRawServer(() => undefined);
    const failure = clientFor(new URL(`https://${silent.host}`), { connectTimeoutMs: 50 }).get();
    await expect(failure).rejects.toThrow(TransientError);
    await expect(failure).rejects.toThrow('no connection within 0.05 s');
  });
});

describe('an abort', () => {
  const reason = new Error('enough');

  it('before the start sends nothing', async () => {
    const server = await startServer((_, response) => response.end());
    await expect(clientFor(server.origin).get('/', AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(server.connections()).toBe(0);
  });

  it.each([
    ['while the server thinks', ''],
    ['in the middle of the answer', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'],
  ])('%s ends the request with its reason, and closes the connection', async (_, text) => {
    const controller = new AbortController();
    let closed: Promise<unknown> | undefined;
    const origin = await startRawServer((socket) => {
      closed = new Promise((resolve) => socket.once('close', resolve));
      socket.on('data', () => socket.write(text, () => setImmediate(() => controller.abort(reason))));
    });
    await expect(clientFor(origin).get('/', controller.signal)).rejects.toBe(reason);
    await closed;
  });

  it('reaches a request that waits for a connection', async () => {
    const server = await startServer(() => undefined);
    const { get } = clientFor(server.origin, { maxSockets: 1 });
    const controller = new AbortController();
    get().catch(() => undefined);
    const waiting = get('/', controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it('reaches a request that still connects', async () => {
    const silent = await startRawServer((socket) => socket.once('data', () => controller.abort(reason)));
    const controller = new AbortController();
    const request = clientFor(new URL(`https://${silent.host}`)).get('/', controller.signal);
    await expect(request).rejects.toBe(reason);
  });

  it('that never comes costs nothing: no request stays on the signal', async () => {
    const server = await startServer((_, response) => response.end());
    const { get } = clientFor(server.origin);
    const { signal } = new AbortController();
    await Promise.all([get('/', signal), get('/', signal)]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
