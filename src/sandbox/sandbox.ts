import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AccountOptions, SandboxAccount } from './store/account.ts';
import { type Fault, isWorkedOn } from './faults.ts';
import { type Reply, type SandboxRequest } from './http/http-reply.ts';
import { limitExceeded, methodsOf } from './jmap/api.ts';
import { JMAP_PATHS } from './jmap/core/session.ts';
import { FASTMAIL_LIMITS, QUIRKS, type Limits, type Quirks } from './store/options.ts';
import { answer, type ServerContext } from './router.ts';

export interface SandboxOptions {
  /** Default: a free one. */
  port?: number;
  /** The origin at which clients reach it, where it stands behind a proxy. Default: the loopback address. */
  origin?: string;
  limits?: Partial<Limits>;
  quirks?: Partial<Quirks>;
}

/** A request that was answered, or was cut off. Sizes are of the bodies. */
export interface LogEntry {
  method: string;
  path: string;
  jmapMethods: readonly string[];
  /** Undefined when no answer was sent. */
  status: number | undefined;
  bytesIn: number;
  bytesOut: number;
}

/** A mail provider on the loopback interface, with any number of accounts. */
export interface Sandbox {
  /** The JMAP session's address. */
  readonly jmapUrl: string;
  /** Where CardDAV discovery starts. */
  readonly cardDavUrl: string;
  /** All requests so far, in the order in which they were answered. */
  readonly log: readonly LogEntry[];
  /** What every request waits for before it is worked on. */
  latencyMs: number;
  /**
   * The name below localhost which the JMAP session gives for the API, and which alone serves it; clients must know the
   * session by `localhost`. Undefined: the API is where the session is.
   */
  regionalHost: string | undefined;
  /** Asked about every request before it is worked on. */
  onRequest: ((request: SandboxRequest) => Fault | undefined) | undefined;
  /** Called when the work is done and the answer has not left yet: whatever it changes, the next request finds. */
  afterRequest: ((request: SandboxRequest) => void | Promise<void>) | undefined;
  createAccount(options?: Partial<AccountOptions>): SandboxAccount;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Stands for an answer that a fault keeps from being sent. */
const NO_REPLY: Reply = { status: 500 };

/** Serves JMAP and CardDAV from memory. Nothing outlives the process. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, limits, quirks } = options;
  const accounts: SandboxAccount[] = [];
  const inProgress = new Map<string, number>();
  const log: LogEntry[] = [];
  // Not imported, or the whole program would import it: see `src/http/node/modules.ts`.
  const { createServer } = process.getBuiltinModule('node:http');
  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      console.error('The sandbox failed', error);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 300_000;
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const origin = options.origin ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context: ServerContext = {
    origin,
    accounts,
    limits: { ...FASTMAIL_LIMITS, ...limits },
    quirks: { ...QUIRKS.fastmail, ...quirks },
  };

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    if (request === undefined) return;
    const fault = sandbox.onRequest?.(request);
    await whileCounted(request, async (isTooMany) => {
      const waitMs = sandbox.latencyMs + (fault?.kind === 'delay' ? fault.ms : 0);
      if (waitMs > 0) await sleep(waitMs, undefined, { ref: false });
      const reply = isTooMany ? limitExceeded('maxConcurrentRequests') : work(request, fault);
      await sandbox.afterRequest?.(request);
      const sent = send(response, reply, fault);
      const { method, path, jmapMethods, body } = request;
      log.push({ method, path, jmapMethods, bytesIn: body.length, ...sent });
    });
  }

  const work = (request: SandboxRequest, fault: Fault | undefined): Reply =>
    isWorkedOn(fault) ? answer(request, context, fault) : NO_REPLY;

  /** Counts the requests to the JMAP API that one user has in progress. */
  async function whileCounted(
    { path, headers: { authorization = '' } }: SandboxRequest,
    task: (isTooMany: boolean) => Promise<void>,
  ): Promise<void> {
    if (path !== JMAP_PATHS.api) return task(false);
    const user = String(authorization);
    const count = (inProgress.get(user) ?? 0) + 1;
    inProgress.set(user, count);
    try {
      await task(count > context.limits.maxConcurrentRequests);
    } finally {
      inProgress.set(user, (inProgress.get(user) ?? 1) - 1);
    }
  }

  const sandbox: Sandbox = {
    jmapUrl: origin + JMAP_PATHS.session,
    cardDavUrl: `${origin}/`,
    log,
    latencyMs: 0,
    get regionalHost() {
      return context.regionalHost;
    },
    set regionalHost(host) {
      context.regionalHost = host;
    },
    onRequest: undefined,
    afterRequest: undefined,
    createAccount(options = {}) {
      const parts = {
        username: `user${accounts.length + 1}@sandbox.example`,
        password: randomUUID(),
        token: randomUUID(),
        route: () => 'Inbox',
        ...options,
      };
      const account = new SandboxAccount(parts, context.quirks);
      accounts.push(account);
      return account;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return sandbox;
}

/** Undefined when the client went away first. */
async function readRequest(incoming: IncomingMessage): Promise<SandboxRequest | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  const { method = 'GET', url: path = '/', headers } = incoming;
  const body = Buffer.concat(chunks);
  const jmapMethods = path === JMAP_PATHS.api ? methodsOf(body) : [];
  return { method, path, headers, body, jmapMethods };
}

function send(
  response: ServerResponse,
  reply: Reply,
  fault: Fault | undefined,
): Pick<LogEntry, 'status' | 'bytesOut'> {
  if (fault?.kind === 'drop') response.destroy();
  if (fault?.kind === 'drop' || fault?.kind === 'hang') return { status: undefined, bytesOut: 0 };
  const { status, headers, body = '' } = fault?.kind === 'answer' ? fault : reply;
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  if (fault?.kind !== 'truncate') {
    response.end(bytes);
    return { status, bytesOut: bytes.length };
  }
  const part = bytes.subarray(0, fault.bytes);
  response.write(part, () => response.destroy());
  return { status, bytesOut: part.length };
}
