import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Exchange, jmapCallsOf } from './exchange.ts';

/**
 * What goes wrong with a request. Dropped `before` the server sees it, or `after` it has acted; answered in the server's
 * place; never answered (and not forwarded); cut off in the middle of the answer's body; forwarded late.
 */
export type Fault =
  | { drop: 'before' | 'after' }
  | { status: number; headers?: Record<string, string>; body?: string }
  | { hang: true }
  | { truncate: true }
  | { delayMs: number };

export type RequestHook = (exchange: Exchange) => Fault | undefined | Promise<Fault | undefined>;
export type ResponseHook = (exchange: Exchange) => void | Promise<void>;

export interface RecordingProxy {
  /** The address under which a URL of the target is reached through the proxy. */
  through(url: string): string;
  readonly exchanges: readonly Exchange[];
  /** Asked before a request is forwarded; the first fault that any hook answers is used. Returns how to undo it. */
  onRequest(hook: RequestHook): () => void;
  /** Called when the server has answered and the client does not know yet: the moment for changes in between. */
  onResponse(hook: ResponseHook): () => void;
  /** Forgets all exchanges and hooks. */
  clear(): void;
  /** Throws the error of a hook that failed, so that a broken test is not taken for a broken server. */
  stop(): Promise<void>;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Bytes, for what is wrong in them must reach the client as it is. */
  body: Buffer;
}

/** An HTTP proxy in front of one origin that writes everything down and fails as told. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const targetOrigin = new URL(target).origin;
  const agent = new Agent({ keepAlive: true });
  const requestHooks = new Set<RequestHook>();
  const responseHooks = new Set<ResponseHook>();
  const exchanges: Exchange[] = [];
  const hookErrors: unknown[] = [];

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => {
      // Only a hook's failure is the test's fault; a target that cannot be reached looks the same to the client.
      hookErrors.push(...(error instanceof HookError ? [error.cause] : []));
      outgoing.destroy();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const ownOrigin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    const exchange = record(incoming, body.toString());
    const fault = await askHooks(exchange);
    if (fault !== undefined) {
      if ('status' in fault) {
        reply(exchange, outgoing, { headers: {}, ...fault, body: Buffer.from(fault.body ?? '') });
        return;
      }
      if ('hang' in fault) return;
      if ('drop' in fault && fault.drop === 'before') {
        outgoing.destroy();
        return;
      }
      if ('delayMs' in fault) await sleep(fault.delayMs);
    }
    const answer = toOwnOrigin(await forward(exchange, body));
    exchange.status = answer.status;
    exchange.responseBody = answer.body.toString();
    await tellHooks(exchange);
    if (fault !== undefined && 'drop' in fault) outgoing.destroy();
    else if (fault !== undefined && 'truncate' in fault) truncate(outgoing, answer);
    else reply(exchange, outgoing, answer);
  }

  function record({ method = '', url = '', headers }: IncomingMessage, requestBody: string): Exchange {
    const exchange: Exchange = {
      n: exchanges.length + 1,
      method,
      path: url,
      requestHeaders: headers,
      requestBody,
      jmapMethods: jmapCallsOf(requestBody).map(({ name }) => name),
      status: undefined,
      responseBody: undefined,
    };
    exchanges.push(exchange);
    return exchange;
  }

  async function askHooks(exchange: Exchange): Promise<Fault | undefined> {
    for (const hook of requestHooks) {
      const fault = await guarded(() => hook(exchange));
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  async function tellHooks(exchange: Exchange): Promise<void> {
    for (const hook of responseHooks) await guarded(() => hook(exchange));
  }

  async function forward({ method, path, requestHeaders }: Exchange, body: Buffer): Promise<Answer> {
    const host = new URL(targetOrigin).host;
    const outgoing = request(targetOrigin + path, {
      method,
      agent,
      headers: { ...endToEnd(requestHeaders, body), host },
    });
    outgoing.end(body);
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: await bodyOf(incoming) };
  }

  /** Where the server names itself (a redirect, the JMAP session), the client is to come here. */
  function toOwnOrigin({ status, headers, body }: Answer): Answer {
    const { location, 'content-type': type = '' } = headers;
    const isJson = type.startsWith('application/json');
    return {
      status,
      headers:
        location === undefined
          ? headers
          : { ...headers, location: location.replace(targetOrigin, ownOrigin) },
      body: isJson ? Buffer.from(body.toString().replaceAll(targetOrigin, ownOrigin)) : body,
    };
  }

  function reply(exchange: Exchange, outgoing: ServerResponse, { status, headers, body }: Answer): void {
    exchange.status = status;
    exchange.responseBody = body.toString();
    outgoing.writeHead(status, endToEnd(headers, body)).end(body);
  }

  return {
    through: (url) => url.replace(targetOrigin, ownOrigin),
    exchanges,
    onRequest(hook) {
      requestHooks.add(hook);
      return () => void requestHooks.delete(hook);
    },
    onResponse(hook) {
      responseHooks.add(hook);
      return () => void responseHooks.delete(hook);
    },
    clear() {
      exchanges.length = 0;
      requestHooks.clear();
      responseHooks.clear();
    },
    async stop() {
      agent.destroy();
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
      if (hookErrors.length > 0) throw new AggregateError(hookErrors, 'A hook of the proxy failed');
    },
  };
}

class HookError extends Error {}

async function guarded<T>(hook: () => T | Promise<T>): Promise<T> {
  try {
    return await hook();
  } catch (error) {
    throw new HookError('hook failed', { cause: error });
  }
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Half of the body under the full length, then the connection is gone. */
function truncate(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, endToEnd(headers, body));
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.destroy());
}

/**
 * Headers without those that belong to one connection (RFC 9110 7.6.1), with the length of what is sent. The server is
 * not told that the client knows compression, for what is recorded should be readable.
 */
function endToEnd(headers: IncomingHttpHeaders, body: Buffer): Record<string, string | string[]> {
  const dropped = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'accept-encoding'];
  const kept = Object.entries(headers).filter(
    (entry): entry is [string, string | string[]] => entry[1] !== undefined && !dropped.includes(entry[0]),
  );
  const length = body.length === 0 ? {} : { 'content-length': String(body.length) };
  return { ...Object.fromEntries(kept), ...length };
}
