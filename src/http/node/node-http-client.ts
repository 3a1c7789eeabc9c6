import { type LookupFunction } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { ConfigError, ProtocolError, SafetyError, TransientError } from '../../errors.ts';
import { assertAllowedOrigin } from '../allowed-origin.ts';
import { exchange, type ExchangeContext, type ExchangeLimits, StaleConnectionError } from './exchange.ts';
import { type HttpClient, type HttpRequest, type HttpResponse } from '../http-client.ts';
import { lookup as lookupOnNode } from './lookup.ts';
import { http, https } from './modules.ts';
import { originAndBelow, originOnly } from '../realm.ts';
import { redirected } from './redirect.ts';
import { requestName, urlName } from '../request-name.ts';
import { repeatDelay } from '../retry-after.ts';

const MAX_REDIRECTS = 5;
const MAX_REPEATS = 3;
const MAX_WAIT_SECONDS = 30;

/**
 * What each address of a host gets before the next one is tried, as long as the time to connect lasts. With Node's 250 ms,
 * a slow link has no connection at all where one of the addresses is dead.
 */
const ATTEMPT_TIMEOUT_MS = 2_500;

export interface AnswerFacts {
  method: string;
  /** Without what may be secret. */
  url: string;
  /** See `HttpRequest`. */
  calls?: readonly string[];
  status: number;
  durationMs: number;
}

export interface HttpClientOptions extends Partial<ExchangeLimits> {
  /** Of this URL only the origin counts. */
  origin: URL;
  /** Whether the credentials may also go to subdomains of the origin's host. Default: false. */
  withSubdomains?: boolean;
  /** The whole header value: `Bearer …` or `Basic …`. */
  authorization?: string | undefined;
  maxSockets?: number;
  userAgent?: string;
  /** Certificates of authorities to trust, in PEM, instead of those that Node trusts. */
  ca?: string;
  /** Finds the addresses of hosts. */
  lookup?: LookupFunction;
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Called before every request, also when it is repeated or redirected. */
  onRequest?: (() => void) | undefined;
  /** Called for every answer, also those that are repeated or redirected. The URL is without its query. */
  onAnswer?: (answer: AnswerFacts) => void;
}

/**
 * An HTTP client on node:http and node:https with a small pool of kept connections.
 *
 * - A request that a server answers with Retry-After (429, 503, 401) of up to 30 s is repeated after it, 3 times at most;
 *   then, or where the server asks for more, the answer is the caller's to judge (`statusError`).
 * - A request is also repeated, once, when a kept connection turns out to have been dropped before it brought a byte. The
 *   server may have acted on it all the same: a conditional write may meet its own result.
 * - Redirects within the realm are followed, 5 at most.
 * - An error body that repeats the credentials is dropped.
 *
 * Time-outs are for each request that is sent: 10 s to connect, 30 s of silence, 120 s in total. Bodies end at 32 MiB.
 * Throws `ConfigError` when the origin is neither https nor this machine, or the credentials do not fit a header.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { origin, withSubdomains = false, authorization } = options;
  const { maxSockets = 4, userAgent = 'mailroom', onRequest, onAnswer } = options;
  const { lookup = lookupOnNode, sleep = abortableSleep, now = Date.now } = options;
  assertAllowedOrigin(origin);
  assertFitsHeader(authorization);

  const realm = withSubdomains ? originAndBelow(origin) : originOnly(origin);
  const { Agent } = origin.protocol === 'https:' ? https : http;
  const connections = {
    lookup,
    autoSelectFamilyAttemptTimeout: ATTEMPT_TIMEOUT_MS,
    ca: options.ca,
    // Else NODE_TLS_REJECT_UNAUTHORIZED=0 would send the credentials to whoever is there (N9).
    rejectUnauthorized: true,
  };
  const pool = new Agent({ ...connections, keepAlive: true, maxSockets });
  // Connections beside the pool, never kept, so that a repeated request cannot meet a dropped one again.
  const freshConnections = new Agent({ ...connections, keepAlive: false, maxSockets: 1 });
  const closing = new AbortController();
  const stats = { requests: 0, bytesSent: 0, bytesReceived: 0 };
  const context: ExchangeContext = { agent: pool, limits: limitsOf(options), stats, closed: closing.signal };
  const ownHeaders = {
    'user-agent': userAgent,
    'accept-encoding': 'identity',
    ...(authorization !== undefined && { authorization }),
  };
  const secrets = secretsIn(authorization);

  async function answerTo(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    onRequest?.();
    const started = now();
    const complete = { ...request, headers: { ...request.headers, ...ownHeaders } };
    const response = await exchange(complete, context, signal).catch((error: unknown) => {
      if (!(error instanceof StaleConnectionError)) throw error;
      return exchange(complete, { ...context, agent: freshConnections }, signal);
    });
    const { status, body } = response;
    const { method, calls } = request;
    const durationMs = now() - started;
    onAnswer?.({ method, url: urlName(request.url), ...(calls && { calls }), status, durationMs });
    const leaks = status >= 300 && secrets.some((secret) => body.includes(secret));
    return leaks ? { ...response, body: '' } : response;
  }

  return {
    stats,
    async send(request, signal) {
      if (!realm.includes(request.url))
        throw new SafetyError(`N9: ${requestName(request)} is not for ${realm.name} and was not sent`);
      let current = request;
      let redirects = 0;
      let repeats = 0;
      for (;;) {
        const response = await answerTo(current, signal);
        const delay = repeatDelay(response, now());
        if (delay !== undefined && delay <= MAX_WAIT_SECONDS && repeats < MAX_REPEATS) {
          repeats += 1;
          await sleep(delay * 1000, signal);
          continue;
        }
        const next = redirected(current, response, realm);
        if (next === undefined) return response;
        if (redirects === MAX_REDIRECTS)
          throw new ProtocolError(`${requestName(request)} was redirected more than ${MAX_REDIRECTS} times`);
        redirects += 1;
        current = next;
      }
    },
    closeIdle() {
      for (const sockets of Object.values(pool.freeSockets)) sockets?.forEach((socket) => socket.destroy());
    },
    close() {
      closing.abort(new TransientError(`The connections to ${origin.origin} were closed`));
      pool.destroy();
      freshConnections.destroy();
    },
  };
}

const limitsOf = (options: Partial<ExchangeLimits>): ExchangeLimits => ({
  connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
  readTimeoutMs: options.readTimeoutMs ?? 30_000,
  totalTimeoutMs: options.totalTimeoutMs ?? 120_000,
  maxBodyBytes: options.maxBodyBytes ?? 32 * 1024 * 1024,
});

function assertFitsHeader(authorization: string | undefined): void {
  if (authorization === undefined) return;
  try {
    http.validateHeaderValue('authorization', authorization);
  } catch {
    throw new ConfigError(['The credentials contain characters that cannot be sent, a line break perhaps']);
  }
}

/** What of an Authorization header nobody may see: the token, or both the encoded pair and the password in it. */
function secretsIn(authorization = ''): string[] {
  const [scheme = '', credentials = ''] = authorization.split(/ +/);
  const pair = /^basic$/i.test(scheme) ? Buffer.from(credentials, 'base64').toString() : '';
  return [credentials || scheme, pair.slice(pair.indexOf(':') + 1)].filter((secret) => secret !== '');
}

async function abortableSleep(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {
    throw signal.reason;
  });
}
