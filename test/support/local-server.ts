import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import {
  type AddressInfo,
  createServer as createNetServer,
  type Server as NetServer,
  type Socket,
} from 'node:net';
import { onTestFinished } from 'vitest';

export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface LocalServer {
  origin: URL;
  /** Requests in the order in which they came, those included that got no answer. */
  seen: SeenRequest[];
  /** How many connections were made. */
  connections: () => number;
}

/** An HTTP server on a free port of this machine until the test ends. */
export async function startServer(answer: RequestListener, tls?: ServerOptions): Promise<LocalServer> {
  const seen: SeenRequest[] = [];
  const listener: RequestListener = (request, response) => {
    const entry = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: '',
    };
    seen.push(entry);
    request.setEncoding('utf8').on('data', (text: string) => {
      entry.body += text;
    });
    request.on('end', () => {
      answer(request, response);
    });
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    origin: new URL(`${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`),
    seen,
    connections: () => connections,
  };
}

/** Answers every request with a redirect. */
export const redirectTo =
  (location: string, status = 302): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { location }).end();

/** A TCP server for what no HTTP server would do. */
export async function startRawServer(onConnection: (socket: Socket) => void): Promise<URL> {
  const sockets = new Set<Socket>();
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  const port = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new URL(`http://127.0.0.1:${port}`);
}

async function listen(server: NetServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
