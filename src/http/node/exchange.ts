import { type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { urlToHttpOptions } from 'node:url';
import { ProtocolError, TransientError } from '../../errors.ts';
import { followAttempts } from './attempts.ts';
import { connectionError, errorCode } from '../connection-error.ts';
import { type HttpRequest, type HttpResponse, type HttpStats } from '../http-client.ts';
import { http, https } from './modules.ts';
import { type Meter, startMeter } from './meter.ts';
import { readBody } from '../read-body.ts';
import { requestName } from '../request-name.ts';
import { startWatch, type TimeLimits } from './watch.ts';

const PIECE_CHARACTERS = 64 * 1024;

export interface ExchangeLimits extends TimeLimits {
  maxBodyBytes: number;
}

export interface ExchangeContext {
  agent: Agent;
  limits: ExchangeLimits;
  /** Counted up. */
  stats: HttpStats;
  /** Ends the exchange as the caller's signal does. */
  closed: AbortSignal;
}

/** The server had dropped a kept connection before it saw this request: worth one more try on a new one. */
export class StaleConnectionError extends TransientError {}

/**
 * Sends one request and reads the whole answer; nothing is repeated or followed here. Throws as `HttpClient.send` does,
 * and `StaleConnectionError`.
 */
export async function exchange(
  request: HttpRequest,
  { agent, limits, stats, closed }: ExchangeContext,
  signal: AbortSignal,
): Promise<HttpResponse> {
  signal.throwIfAborted();
  closed.throwIfAborted();
  const outgoing = open(request, agent);
  const attempts = followAttempts(outgoing);
  const meter = startMeter(outgoing, stats);
  const watch = startWatch(outgoing, requestName(request), limits, [signal, closed]);
  try {
    return await Promise.race([answerTo(request, outgoing, meter, limits.maxBodyBytes), watch.failure]);
  } catch (error) {
    outgoing.destroy();
    if (!(error instanceof TransientError) || meter.isSent() || closed.aborted) throw error;
    throw new TransientError(error.message + attempts(), { cause: error.cause, unsent: true });
  } finally {
    watch.stop();
    meter.stop();
  }
}

function open(request: HttpRequest, agent: Agent): ClientRequest {
  const outgoing = (request.url.protocol === 'https:' ? https : http).request({
    ...urlToHttpOptions(request.url),
    // Else user info in a URL that the server gave would become credentials.
    auth: null,
    method: request.method,
    headers: request.headers,
    agent,
  });
  // A destroyed request may report its end when nobody waits for it any more.
  outgoing.on('error', () => undefined);
  sendBody(outgoing, request.body);
  return outgoing;
}

/** A long body goes out piece by piece: at once, it would be encoded into a buffer several times its size. */
function sendBody(outgoing: ClientRequest, body = ''): void {
  if (body.length <= PIECE_CHARACTERS) {
    outgoing.end(body);
    return;
  }
  outgoing.setHeader('content-length', Buffer.byteLength(body));
  Readable.from(piecesOf(body)).pipe(outgoing);
}

function* piecesOf(body: string): Generator<Buffer> {
  let start = 0;
  while (start < body.length) {
    let end = start + PIECE_CHARACTERS;
    // Both halves of a character are encoded together.
    if (/[\ud800-\udbff]/.test(body.charAt(end - 1))) end += 1;
    yield Buffer.from(body.slice(start, end));
    start = end;
  }
}

async function answerTo(
  request: HttpRequest,
  outgoing: ClientRequest,
  meter: Meter,
  maxBodyBytes: number,
): Promise<HttpResponse> {
  const name = requestName(request);
  const maxBytes = Math.min(maxBodyBytes, request.maxBytes ?? Infinity);
  const incoming = await headOf(outgoing).catch((error: unknown) => {
    const failure = connectionError(name, error);
    const isReset = ['ECONNRESET', 'EPIPE'].includes(errorCode(error));
    throw isReset && meter.isStale() ? new StaleConnectionError(failure.message, { cause: error }) : failure;
  });
  if (incoming.statusCode === 101)
    throw new ProtocolError(`${name}: HTTP 101, a change of protocol that nobody asked for`);
  const head = { status: incoming.statusCode ?? 0, headers: incoming.headers, url: request.url };
  const onText = head.status >= 200 && head.status < 300 ? request.receive?.(head) : undefined;
  const body = await readBody(incoming, name, maxBytes, request.malformed, onText);
  // A server may answer before it has read a request; what is left of that must not block the connection.
  if (!outgoing.writableFinished) outgoing.destroy();
  return { ...head, body };
}

const headOf = (outgoing: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    // Without a listener, Node closes the connection and says nothing.
    outgoing.once('upgrade', (incoming, socket) => {
      socket.destroy();
      resolve(incoming);
    });
    outgoing.once('error', reject);
  });
