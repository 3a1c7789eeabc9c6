import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { ConfigError } from '../errors.ts';
import { type HealthReport } from './vitals.ts';

/** What is served, by path: 200 while the report's status is `ok`, else 503. */
export type HealthPages = Readonly<Record<string, () => HealthReport>>;

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

/**
 * Serves the pages to GET and HEAD on all interfaces. Throws `ConfigError` when the port is taken or may not be used.
 *
 * A client that is slow, silent or greedy cannot shut probes out: each request has its own connection, each connection
 * a few seconds, and when there are too many the oldest goes, which has waited longer than a probe ever does.
 */
export async function startHealthServer(
  port: number,
  pages: HealthPages,
  patienceMs = PATIENCE_MS,
): Promise<HealthServer> {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: patienceMs,
      requestTimeout: patienceMs,
      // How often the time-outs above are looked after; each half minute unless set.
      connectionsCheckingInterval: patienceMs / 5,
    },
    (request, response) => answer(request, response, pages),
  );
  // Those end with the request; this one is for clients that do not fetch their answer.
  server.setTimeout(2 * patienceMs);
  dropOldestConnections(server);
  server.listen(port);
  await once(server, 'listening').catch((error: unknown) => {
    throw listenError(error);
  });
  // From now on this is about one connection that could not be accepted.
  server.on('error', () => undefined);
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer({ method, url = '' }: IncomingMessage, response: ServerResponse, pages: HealthPages): void {
  const [path = ''] = url.split('?', 1);
  const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
  if (page === undefined) {
    send(response, 404, { status: 'not found' });
  } else if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    send(response, 405, { status: 'method not allowed' });
  } else {
    const report = page();
    send(response, report.status === 'ok' ? 200 : 503, report);
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = `${JSON.stringify(body)}\n`;
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      connection: 'close',
    })
    .end(text);
}

/** Node's own `maxConnections` turns away whoever comes last, and so the probe. */
function dropOldestConnections(server: {
  on(event: 'connection', listener: (socket: Socket) => void): unknown;
}) {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    const [oldest] = open;
    if (open.size <= MAX_CONNECTIONS || oldest === undefined) return;
    open.delete(oldest);
    oldest.destroy();
  });
}

function listenError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new ConfigError(['MAILROOM_HEALTH_PORT is a port that another program uses: set a free one']);
  if (code === 'EACCES')
    return new ConfigError(['MAILROOM_HEALTH_PORT is a port that needs privileges: set one from 1024 up']);
  return error;
}
