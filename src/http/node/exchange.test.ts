import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CertificateError, ProtocolError, TransientError } from '../../errors.ts';
import { clientFor, neverAborted } from '../../../test/support/http-client.ts';
import { type HttpRequest } from '../http-client.ts';
import { startRawServer, startServer } from '../../../test/support/local-server.ts';
import { selfSigned } from '../../../test/support/self-signed.ts';

/** Answers each request, as it arrives whole or in parts, with the next of the texts; then stays silent. */
function answering(...texts: string[]): (socket: Socket) => void {
  return (socket) => {
    socket.on('data', () => {
      const text = texts.shift();
      if (text !== undefined) socket.write(text);
    });
  };
}

describe('an exchange', () => {
  it('sends method, headers and body, and brings the whole answer', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(207, { 'x-answer': 'yes' }).end('Grüße');
    });
    const { client } = clientFor(server.origin);
    const url = new URL('/dav/?depth=1', server.origin);
    const request: HttpRequest = { method: 'PROPFIND', url, headers: { depth: '1' }, body: '<prop>ü</prop>' };

    const response = await client.send(request, neverAborted);

    expect(response).toMatchObject({ status: 207, body: 'Grüße', url, headers: { 'x-answer': 'yes' } });
    expect(server.seen).toMatchObject([
      { method: 'PROPFIND', path: '/dav/?depth=1', body: '<prop>ü</prop>', headers: { depth: '1' } },
    ]);
  });

  it('sends a long body whole, wherever it is cut into pieces', async () => {
    const server = await startServer((_, response) => response.end());
    const body = `a${'😀'.repeat(100_000)}`;
    const request: HttpRequest = { method: 'PUT', url: server.origin, body };

    await clientFor(server.origin).client.send(request, neverAborted);

    expect(server.seen[0]?.body === body).toBe(true);
    expect(server.seen[0]?.headers).toMatchObject({ 'content-length': String(Buffer.byteLength(body)) });
  });

  it('hands on a successful answer as it comes, to whoever asks for it at its head', async () => {
    const server = await startServer((_, response) => {
      response
        .writeHead(207, { 'x-answer': 'yes' })
        .write('Grü', () => setImmediate(() => response.end('ße')));
    });
    const pieces: string[] = [];
    const receive = vi.fn(() => (text: string) => void pieces.push(text));
    const request: HttpRequest = { method: 'REPORT', url: server.origin, receive };

    const response = await clientFor(server.origin).client.send(request, neverAborted);

    expect(pieces.join('')).toBe('Grüße');
    expect(response).toMatchObject({ status: 207, body: '' });
    const headers = expect.objectContaining({ 'x-answer': 'yes' }) as unknown;
    expect(receive).toHaveBeenCalledExactlyOnceWith({ status: 207, headers, url: server.origin });
  });

  it.each([
    ['an error', 503, vi.fn(() => () => undefined), 0],
    ['what nobody wants in pieces', 200, vi.fn(() => undefined), 1],
  ])('collects %s as usual', async (_, status, receive, asked) => {
    const server = await startServer((_request, response) => response.writeHead(status).end('text'));
    const request: HttpRequest = { method: 'REPORT', url: server.origin, receive };

    const response = await clientFor(server.origin).client.send(request, neverAborted);

    expect(response.body).toBe('text');
    expect(receive).toHaveBeenCalledTimes(asked);
  });

  it('ends with what the receiver throws', async () => {
    const server = await startServer((_, response) => response.end('text'));
    const { client } = clientFor(server.origin);
    const send = (receive: HttpRequest['receive']) =>
      client.send({ method: 'GET', url: server.origin, ...(receive && { receive }) }, neverAborted);
    const fail = (): never => {
      throw new ProtocolError('too much');
    };

    await expect(send(fail)).rejects.toThrow('too much');
    await expect(send(() => fail)).rejects.toThrow('too much');
  });

  it('joins a character that arrives in two parts', async () => {
    const euro = Buffer.from('€');
    const server = await startServer((_, response) => {
      response.write(euro.subarray(0, 1), () => setImmediate(() => response.end(euro.subarray(1))));
    });
    await expect(clientFor(server.origin).get()).resolves.toMatchObject({ body: '€' });
  });

  it('ignores user info in a URL', async () => {
    const server = await startServer((_, response) => response.end());
    const { client } = clientFor(server.origin);
    const url = new URL(server.origin);
    url.username = 'mallory';
    await client.send({ method: 'GET', url }, neverAborted);
    expect(server.seen[0]?.headers).not.toHaveProperty('authorization');
  });
});

describe('an answer that does not come whole', () => {
  it.each([
    ['is refused', undefined, 'connection refused'],
    [
      'is closed at once',
      (socket: Socket) => socket.destroy(),
      'the connection was closed before an answer came',
    ],
    ['is closed half-way through the head', answeringThenClosing('HTTP/1.1 200 OK\r\nCont'), 'closed before'],
    [
      'is closed before the announced length',
      answeringThenClosing('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'),
      'the answer was cut off after 4 bytes',
    ],
    [
      'is closed before the last chunk',
      answeringThenClosing('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'),
      'the answer was cut off after 4 bytes',
    ],
    ['stays silent', () => undefined, 'the server was silent for 0.05 s'],
    [
      'falls silent half-way',
      answering('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'),
      'the server was silent for 0.05 s',
    ],
  ])('is transient when the connection %s', async (_, onConnection, words) => {
    const origin = onConnection === undefined ? await unusedOrigin() : await startRawServer(onConnection);
    const failure = clientFor(origin, { readTimeoutMs: 50 }).get('/path?secret=1');
    await expect(failure).rejects.toThrow(TransientError);
    await expect(failure).rejects.toThrow(`GET ${origin.origin}/path: `);
    await expect(failure).rejects.toThrow(words);
  });

  it('keeps the reason that Node gives', async () => {
    const failure = clientFor(await unusedOrigin()).get();
    await expect(failure).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});

describe('an answer that cannot be used', () => {
  it('is refused, and its connection closed, when it is longer than the limit', async () => {
    let closed: Promise<unknown> | undefined;
    const server = await startServer((_, response) => {
      closed = once(response, 'close');
      const more = () => {
        while (response.write('x'.repeat(1000)));
        response.once('drain', more);
      };
      more();
    });
    const failure = clientFor(server.origin, { maxBodyBytes: 10_000 }).get();
    await expect(failure).rejects.toThrow(ProtocolError);
    await expect(failure).rejects.toThrow('longer than 10000 bytes');
    await closed;
  });

  it('is accepted at the very limit', async () => {
    const server = await startServer((_, response) => response.end('x'.repeat(10_000)));
    await expect(clientFor(server.origin, { maxBodyBytes: 10_000 }).get()).resolves.toHaveProperty(
      'status',
      200,
    );
  });

  it.each([
    ['in the middle', Buffer.from([0x61, 0xff, 0x61])],
    ['at its end', Buffer.from([0x61, 0xe2, 0x82])],
  ])('is refused when it is not UTF-8 %s', async (_, bytes) => {
    const server = await startServer((_, response) => response.end(bytes));
    const failure = clientFor(server.origin).get();
    await expect(failure).rejects.toThrow(ProtocolError);
    await expect(failure).rejects.toThrow('not valid UTF-8');
  });

  it('is read as well as can be when the request says so', async () => {
    const server = await startServer((_, response) => response.end(Buffer.from([0x61, 0xff])));
    const { client } = clientFor(server.origin);
    const request = { method: 'GET', url: new URL('/', server.origin), malformed: 'replace' } as const;
    await expect(client.send(request, neverAborted)).resolves.toHaveProperty('body', 'a\ufffd');
  });

  it('is read as well as can be when it tells of an error', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(400).end(Buffer.from([0x61, 0xff]));
    });
    await expect(clientFor(server.origin).get()).resolves.toMatchObject({ status: 400, body: 'a\ufffd' });
  });

  it('is refused when it is not HTTP', async () => {
    const failure = clientFor(await startRawServer(answering('SSH-2.0-server\r\n'))).get();
    await expect(failure).rejects.toThrow(ProtocolError);
    await expect(failure).rejects.toThrow('not valid HTTP');
  });

  it.each([
    ['says so', 'Upgrade: websocket\r\nConnection: Upgrade\r\n'],
    ['says no more', ''],
  ])('is refused at once when it changes the protocol and %s', async (_, headers) => {
    const origin = await startRawServer(answering(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n`));
    const failure = clientFor(origin).get();
    await expect(failure).rejects.toThrow(ProtocolError);
    await expect(failure).rejects.toThrow(`GET ${origin.href}: HTTP 101`);
  });
});

describe('TLS', () => {
  it('does not talk to a server whose certificate is not trusted', async () => {
    const server = await startServer((_, response) => response.end(), selfSigned());
    const failure = clientFor(server.origin, { authorization: 'Bearer secret' }).get();
    await expect(failure).rejects.toThrow(CertificateError);
    await expect(failure).rejects.toThrow('the certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(server.seen).toEqual([]);
  });

  it('does not talk to it either where the environment says that certificates need not be checked', async () => {
    vi.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => {
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    });
    const server = await startServer((_, response) => response.end(), selfSigned());
    const failure = clientFor(server.origin, { authorization: 'Bearer secret' }).get();
    await expect(failure).rejects.toThrow('the certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(server.seen).toEqual([]);
  });

  it('keeps and counts encrypted connections like others', async () => {
    const certificate = selfSigned();
    const server = await startServer((_, response) => response.end('x'.repeat(1000)), certificate);
    const origin = new URL(`https://localhost:${server.origin.port}`);
    const { client, get } = clientFor(origin, { ca: certificate.cert });
    await get();
    const { bytesReceived, bytesSent } = client.stats;
    await get();
    expect(server.connections()).toBe(1);
    expect(client.stats).toEqual({ requests: 2, bytesReceived: 2 * bytesReceived, bytesSent: 2 * bytesSent });
    expect(bytesReceived).toBeGreaterThan(1000);
    expect(bytesReceived).toBeLessThan(1500);
  });
});

function answeringThenClosing(text: string): (socket: Socket) => void {
  return (socket) => void socket.once('data', () => socket.end(text));
}

/** An address at which nothing listens any more. */
async function unusedOrigin(): Promise<URL> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return new URL(`http://127.0.0.1:${port}`);
}
