import http, { type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { ProtocolError, TransientError } from '../errors.ts';
import { followAttempts } from './attempts.ts';
import { connectionError, errorCode } from './connection-error.ts';
import { type HttpRequest, type HttpResponse, type HttpStats } from './http-client.ts';
import { type Meter, startMeter } from './meter.ts';
import { readBody } from './read-body.ts';
import { requestName } from './request-name.ts';
import { startWatch, type TimeLimits } from './watch.ts';

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
  outgoing.end(request.body);
  return outgoing;
}

async function answerTo(
  request: HttpRequest,
  outgoing: ClientRequest,
  meter: Meter,
  maxBodyBytes: number,
): Promise<HttpResponse> {
  const name = requestName(request);
  const incoming = await headOf(outgoing).catch((error: unknown) => {
    const failure = connectionError(name, error);
    const isReset = ['ECONNRESET', 'EPIPE'].includes(errorCode(error));
    throw isReset && meter.isStale() ? new StaleConnectionError(failure.message, { cause: error }) : failure;
  });
  if (incoming.statusCode === 101)
    throw new ProtocolError(`${name}: HTTP 101, a change of protocol that nobody asked for`);
  const body = await readBody(incoming, name, maxBodyBytes, request.malformed);
  // A server may answer before it has read a request; what is left of that must not block the connection.
  if (!outgoing.writableFinished) outgoing.destroy();
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body, url: request.url };
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
