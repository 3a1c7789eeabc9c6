import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { ConfigError } from '../errors.ts';
import { type HealthPages } from './health-pages.ts';

export interface HealthServer {
  /** The one that it listens on, also where any free one was asked for. */
  readonly port: number;
  /** Cuts off whoever is connected. */
  close(): Promise<void>;
}

/** More than probes need; a client that opens thousands must not fill the memory. */
const MAX_CONNECTIONS = 100;

/** Probes say all they have to say at once. */
const PATIENCE_MS = 5_000;

const MAX_HEADER_BYTES = 8 * 1024;

/** So much of what follows a request is read, for a client that is still writing may not read its answer. */
const MAX_IGNORED_BYTES = 64 * 1024;

/**
 * Serves the pages to GET and HEAD on all interfaces, over HTTP/1.1 with one request a connection. Throws `ConfigError`
 * when the port is taken or may not be used.
 *
 * A client that is slow, silent or greedy cannot shut probes out: each connection has a few seconds and a few kilobytes,
 * and when there are too many the oldest goes, which has waited longer than a probe ever does. Node's own HTTP server
 * would make a request of everything that is pipelined in one read, and keep all of them.
 */
export async function startHealthServer(
  port: number,
  pages: HealthPages,
  patienceMs = PATIENCE_MS,
): Promise<HealthServer> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    keepFew(open, socket);
    serve(socket, pages, patienceMs);
  });
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server.close(), 'close');
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port);
  await once(server, 'listening').catch((error: unknown) => {
    throw listenError(error);
  });
  // From now on this is about one connection that could not be accepted.
  server.on('error', () => undefined);
}

/** Node's own `maxConnections` turns away whoever comes last, and so the probe. */
function keepFew(open: Set<Socket>, socket: Socket): void {
  open.add(socket);
  socket.once('close', () => open.delete(socket));
  const [oldest] = open;
  if (open.size <= MAX_CONNECTIONS || oldest === undefined) return;
  open.delete(oldest);
  oldest.destroy();
}

/** Answers the first request of a connection, and ends it. */
function serve(socket: Socket, pages: HealthPages, patienceMs: number): void {
  const patience = setTimeout(() => socket.destroy(), patienceMs);
  socket.once('close', () => clearTimeout(patience));
  socket.on('error', () => undefined);
  let head = '';
  let ignoredBytes = 0;
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    if (!socket.writable) {
      ignoredBytes += chunk.length;
      if (ignoredBytes > MAX_IGNORED_BYTES) socket.destroy();
      return;
    }
    head += chunk.slice(0, MAX_HEADER_BYTES);
    const end = head.search(/\r?\n\r?\n/);
    if (end !== -1 && end <= MAX_HEADER_BYTES) socket.end(answer(head, pages));
    else if (head.length >= MAX_HEADER_BYTES) socket.end(message('431 Request Header Fields Too Large'));
  });
}

/** RFC 9112 3. */
const REQUEST_LINE = /^(?<method>[!#$%&'*+.^_`|~\w-]+) (?<path>[^ ?]+)(?:\?[^ ]*)? HTTP\/1\.[01]\r?\n/;

function answer(head: string, pages: HealthPages): string {
  const { method, path = '' } = REQUEST_LINE.exec(head)?.groups ?? {};
  if (method === undefined) return message('400 Bad Request');
  const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
  if (page === undefined) return message('404 Not Found', { status: 'not found' });
  if (method !== 'GET' && method !== 'HEAD')
    return message('405 Method Not Allowed', { status: 'method not allowed' }, ['allow: GET, HEAD']);
  const report = page();
  const full = message(report.status === 'ok' ? '200 OK' : '503 Service Unavailable', report);
  return method === 'HEAD' ? full.slice(0, full.indexOf('\r\n\r\n') + 4) : full;
}

function message(status: string, body?: object, headers: readonly string[] = []): string {
  const text = body === undefined ? '' : `${JSON.stringify(body)}\n`;
  return [
    `HTTP/1.1 ${status}`,
    `date: ${new Date().toUTCString()}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    'cache-control: no-store',
    'connection: close',
    ...headers,
    '',
    text,
  ].join('\r\n');
}

function listenError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new ConfigError(['MAILROOM_HEALTH_PORT is a port that another program uses: set a free one']);
  if (code === 'EACCES')
    return new ConfigError(['MAILROOM_HEALTH_PORT is a port that needs privileges: set one from 1024 up']);
  return error;
}
