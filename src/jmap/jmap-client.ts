import { AuthError, ProtocolError } from '../errors.ts';
import { type HttpClient, type HttpResponse } from '../http/http-client.ts';
import { requestName } from '../http/request-name.ts';
import { statusError } from '../http/status-error.ts';
import { capabilityOf, CORE } from './capabilities.ts';
import { isObject, parseJsonObject, stringField } from './fields.ts';
import { readResponses } from './jmap-responses.ts';
import { requestError, RequestError } from './request-error.ts';
import { type Session, type SessionLimits } from './session.ts';
import { createSessionKeeper } from './session-keeper.ts';

/** A method call (RFC 8620 3.2). Result references (3.7) are arguments whose names start with `#`. */
export type Invocation = readonly [name: string, args: Readonly<Record<string, unknown>>, callId: string];

export interface JmapResponses {
  /**
   * The arguments of the response to a call. Throws what `methodError` makes of a method that failed, and `ProtocolError`
   * when there is no response.
   */
  get(callId: string): Record<string, unknown>;
}

/** All methods throw what `HttpClient.send` and `statusError` throw, and `ProtocolError` for answers that are not JMAP. */
export interface JmapClient {
  /** The session, read when it is not known; callers who come meanwhile share that one request. */
  session(signal: AbortSignal): Promise<Session>;
  /** Has the next call read the session again. */
  forgetSession(): void;
  /**
   * Sends all calls in one request. `accountId` is added where it is missing: the primary account of the method's
   * capability, or `AuthError` when the token gives access to none. Throws `RequestError` for a request that the server
   * refuses, or that exceeds its limits.
   */
  call(calls: readonly Invocation[], signal: AbortSignal): Promise<JmapResponses>;
}

export interface JmapClientOptions {
  http: HttpClient;
  /** RFC 8620 2; a `/.well-known/jmap` that redirects will do. */
  sessionUrl: URL;
  /** Sees every request before anything is sent, at the moment of the call, and throws to stop it. */
  guard: (calls: readonly Invocation[]) => void;
}

export function createJmapClient({ http, sessionUrl, guard }: JmapClientOptions): JmapClient {
  const sessions = createSessionKeeper(http, sessionUrl);
  return {
    session: async (signal) => (await sessions.get(signal)).session,
    forgetSession: () => sessions.forget(),
    async call(calls, signal) {
      guard(calls);
      const used = await sessions.get(signal);
      const { session } = used;
      const request = {
        method: 'POST',
        url: session.apiUrl,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: requestBody(calls, session, sessionUrl),
      };
      try {
        const response = await http.send(request, signal);
        const where = requestName({ method: 'POST', url: response.url });
        const error = refusal(response, where);
        if (error !== undefined) throw error;
        const answer = parseJsonObject(response.body, where);
        const responses = readResponses(answer, calls, where);
        sessions.noteState(used, stringField(answer, 'sessionState', where));
        return responses;
      } catch (error) {
        // The API may have moved, or a limit or a capability changed: the session will tell.
        if (error instanceof ProtocolError) sessions.forget(used);
        throw error;
      }
    },
  };
}

function requestBody(calls: readonly Invocation[], session: Session, sessionUrl: URL): string {
  const where = requestName({ method: 'POST', url: session.apiUrl });
  const { maxCallsInRequest, maxSizeRequest } = session.limits;
  const tooLarge = (limit: keyof SessionLimits): RequestError =>
    new RequestError(where, { type: 'limit', limit, detail: 'it was not sent' });
  if (calls.length > maxCallsInRequest) throw tooLarge('maxCallsInRequest');
  const methodCalls = calls.map((call) => withAccountId(call, session, sessionUrl));
  const needed = calls.flatMap(([name]) => capabilityOf(name)?.urn ?? []);
  const using = [...new Set([CORE, ...needed])].filter((urn) => session.capabilities.has(urn));
  const body = JSON.stringify({ using, methodCalls });
  if (Buffer.byteLength(body) > maxSizeRequest) throw tooLarge('maxSizeRequest');
  return body;
}

function withAccountId(call: Invocation, session: Session, sessionUrl: URL): Invocation {
  const [name, args, callId] = call;
  const capability = capabilityOf(name);
  if (capability === undefined || 'accountId' in args) return call;
  const accountId = session.primaryAccounts.get(capability.urn);
  if (accountId === undefined)
    throw new AuthError(
      `The API token for ${sessionUrl.host} gives no access to ${capability.scope} (${capability.urn}): ` +
        'make one with that scope',
    );
  return [name, { accountId, ...args }, callId];
}

function refusal(response: HttpResponse, where: string): Error | undefined {
  const error = statusError({ method: 'POST' }, response);
  if (!(error instanceof ProtocolError)) return error;
  const problem = requestError(problemIn(response.body), where);
  // What stands before the API, and refuses by size, knows nothing of JMAP.
  const isTooLarge = problem === undefined && response.status === 413;
  return isTooLarge ? new RequestError(where, TOO_LARGE) : (problem ?? error);
}

const TOO_LARGE = { type: 'limit', limit: 'maxSizeRequest', detail: 'HTTP 413' };

function problemIn(body: string): Readonly<Record<string, unknown>> {
  try {
    const problem: unknown = JSON.parse(body);
    return isObject(problem) ? problem : {};
  } catch {
    return {};
  }
}
