import { type Invocation } from '../../src/jmap/invocation.ts';
import { clientFor } from './http-client.ts';
import { type HttpClientOptions } from '../../src/http/node/node-http-client.ts';
import { type LocalServer, startServer } from './local-server.ts';
import { createJmapClient, type JmapClient } from '../../src/jmap/jmap-client.ts';

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  /** Text is sent as it is, anything else as JSON. */
  body: unknown;
}

export interface JmapServer {
  server: LocalServer;
  client: JmapClient;
  /** The calls that reached the guard. */
  guarded: (readonly Invocation[])[];
  /** What the API was sent, parsed. */
  apiRequests: () => { using: string[]; methodCalls: Invocation[] }[];
  sessionRequests: () => number;
}

/** A client of a JMAP server which answers for the session, and for the API, whatever the functions say. */
export async function startJmapServer(
  script: {
    session?: () => Answer | Promise<Answer>;
    api?: (calls: Invocation[]) => Answer | Promise<Answer>;
    guard?: (calls: readonly Invocation[]) => void;
  },
  options: Partial<HttpClientOptions> = {},
): Promise<JmapServer> {
  const { session = (): Answer => ({ body: sessionObject() }), api = echo } = script;
  const server = await startServer((request, response) => {
    const isApi = request.method === 'POST';
    const seen = server.seen.findLast(({ method }) => method === request.method);
    const calls = isApi ? (JSON.parse(seen?.body ?? '') as { methodCalls: Invocation[] }).methodCalls : [];
    void Promise.resolve(isApi ? api(calls) : session()).then(({ status = 200, headers, body }) => {
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  const guarded: (readonly Invocation[])[] = [];
  const client = createJmapClient({
    http: clientFor(server.origin, options).client,
    sessionUrl: new URL('/jmap/session', server.origin),
    guard: (calls) => {
      guarded.push(calls);
      script.guard?.(calls);
    },
  });
  const posts = () => server.seen.filter(({ method }) => method === 'POST');
  return {
    server,
    client,
    guarded,
    apiRequests: () =>
      posts().map(({ body }) => JSON.parse(body) as { using: string[]; methodCalls: Invocation[] }),
    sessionRequests: () => server.seen.length - posts().length,
  };
}

/** Answers each call with its own arguments. */
export const echo = (calls: Invocation[]): Answer => ({
  body: { methodResponses: calls, sessionState: 's1' },
});

/** A Session object as a server with mail and contacts gives it (RFC 8620 2.1), with some fields replaced. */
export function sessionObject(fields: Record<string, unknown> = {}) {
  return {
    capabilities: {
      'urn:ietf:params:jmap:core': {
        maxSizeUpload: 50_000_000,
        maxConcurrentUpload: 4,
        maxSizeRequest: 10_000,
        maxConcurrentRequests: 4,
        maxCallsInRequest: 16,
        maxObjectsInGet: 500,
        maxObjectsInSet: 250,
        collationAlgorithms: [],
      },
      'urn:ietf:params:jmap:mail': {},
      'urn:ietf:params:jmap:contacts': {},
    },
    accounts: {
      A1: {
        name: 'user@example.test',
        isPersonal: true,
        isReadOnly: false,
        accountCapabilities: { 'urn:ietf:params:jmap:mail': { maxMailboxDepth: 10 } },
      },
    },
    primaryAccounts: { 'urn:ietf:params:jmap:mail': 'A1', 'urn:ietf:params:jmap:contacts': 'C1' },
    username: 'user@example.test',
    apiUrl: '/jmap/api/',
    uploadUrl: '/jmap/upload/{accountId}/',
    state: 's1',
    ...fields,
  };
}
