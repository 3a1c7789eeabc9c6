import { TransientError } from '../../src/errors.ts';
import { type HttpClient, type HttpRequest, type HttpResponse } from '../../src/http/http-client.ts';
import { type HttpClientOptions } from '../../src/http/node/node-http-client.ts';
import { redirected } from '../../src/http/node/redirect.ts';
import { methodsOf } from '../../src/sandbox/jmap/api.ts';
import { answer, type ServerContext } from '../../src/sandbox/router.ts';

/**
 * What happens to a request on its way. `kill` ends the process that sent it; `refuse` has the server refuse to change
 * these records, by id, and do the rest.
 */
export type Fate =
  | 'passes'
  | 'dropBefore'
  | 'dropAfter'
  | 'killBefore'
  | 'killAfter'
  | { readonly refuse: readonly string[]; readonly thenKill: boolean };

export interface Wire {
  /** Awaited before a request reaches the server: what changes the account meanwhile, or puts requests in order. */
  before?: () => Promise<Fate> | Fate;
  /** Called when a request is cut off, as the account is then. */
  cut?: () => void;
  /** Called when the server has done its work. */
  after?: (request: HttpRequest) => void;
  kill: () => void;
}

/**
 * HTTP without sockets: requests reach the sandbox's own router in this process, so that thousands of crashes take
 * seconds. Faults are those of a connection that breaks.
 */
export const inProcessHttp =
  (server: ServerContext, wire: Wire) =>
  ({ authorization = '' }: HttpClientOptions): HttpClient => {
    const stats = { requests: 0, bytesSent: 0, bytesReceived: 0 };

    async function exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
      signal.throwIfAborted();
      stats.requests += 1;
      const fate = (await wire.before?.()) ?? 'passes';
      signal.throwIfAborted();
      const { name, refuse } = readFate(fate);
      const reset = (): never => {
        wire.cut?.();
        if (name.startsWith('kill')) wire.kill();
        signal.throwIfAborted();
        throw new TransientError(`${request.method} ${request.url.href}: the connection was reset`);
      };
      if (name.endsWith('Before')) reset();
      const { method, url, body = '' } = request;
      const headers = { ...request.headers, authorization };
      const sent = { method, path: url.pathname + url.search, headers, body: Buffer.from(body) };
      const jmapMethods = method === 'POST' ? methodsOf(sent.body) : [];
      const errors = Object.fromEntries(refuse.map((id) => [id, { type: 'rateLimit' }]));
      const reply = answer({ ...sent, jmapMethods }, server, { kind: 'setErrors', errors });
      wire.after?.(request);
      if (name.endsWith('After')) reset();
      const lowerCase = Object.entries(reply.headers ?? {}).map(([name, value]) => [
        name.toLowerCase(),
        value,
      ]);
      const head = {
        status: reply.status,
        headers: Object.fromEntries(lowerCase) as Record<string, string>,
        url,
      };
      const text = String(reply.body ?? '');
      const receive = head.status >= 200 && head.status < 300 ? request.receive?.(head) : undefined;
      receive?.(text);
      return { ...head, body: receive === undefined ? text : '' };
    }

    return {
      stats,
      async send(request, signal) {
        const response = await exchange(request, signal);
        const next = redirected(request, response);
        return next === undefined ? response : await exchange(next, signal);
      },
      closeIdle: () => undefined,
      close: () => undefined,
    };
  };

const readFate = (fate: Fate): { name: string; refuse: readonly string[] } =>
  typeof fate === 'string'
    ? { name: fate, refuse: [] }
    : { name: fate.thenKill ? 'killAfter' : 'passes', refuse: fate.refuse };
