import { type Invocation, type JmapResponses } from './invocation.ts';
import { ProtocolError, TransientError } from '../errors.ts';
import { type HttpClient, type HttpRequest, type HttpResponse } from '../http/http-client.ts';
import { parseJson } from '../http/parse-json.ts';
import { LongAnswerError } from '../http/read-body.ts';
import { requestName } from '../http/request-name.ts';
import { statusError } from '../http/status-error.ts';
import { apiRequest } from './api-request.ts';
import { isObject, parseJsonObject, stringField } from './fields.ts';
import { readResponses } from './jmap-responses.ts';
import { requestError, RequestError } from './request-error.ts';
import { type Session } from './session.ts';
import { createSessionKeeper, type KeptSession } from './session-keeper.ts';

/** All methods throw what `HttpClient.send` and `statusError` throw, and `ProtocolError` for answers that are not JMAP. */
export interface JmapClient {
  /** The session, read when it is not known; callers who come meanwhile share that one request. */
  session(signal: AbortSignal): Promise<Session>;
  /** Has the next call read the session again. */
  forgetSession(): void;
  /**
   * Sends all calls in one request. `accountId` is added where it is missing: the primary account of the method's
   * capability, or `AuthError` when the token gives access to none. Where the server's answer may mean that the account
   * has moved, the session is read again, and if it names another API, the calls are sent there, once. Throws
   * `RequestError` for a request that the server refuses, or that exceeds its limits.
   */
  call(calls: readonly Invocation[], signal: AbortSignal, bounds?: AnswerBounds): Promise<JmapResponses>;
}

export interface AnswerBounds {
  /** A longer answer is cut off with a `LongAnswerError`. */
  maxAnswerBytes?: number;
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

  /** The session of an account that has moved to another host; undefined when it has not, or nobody can tell. */
  async function sessionAfterMove(used: KeptSession, signal: AbortSignal): Promise<KeptSession | undefined> {
    sessions.forget(used);
    const current = await sessions.get(signal).catch(() => undefined);
    signal.throwIfAborted();
    return current?.session.apiUrl.href === used.session.apiUrl.href ? undefined : current;
  }

  return {
    session: async (signal) => (await sessions.get(signal)).session,
    forgetSession: () => sessions.forget(),
    async call(calls, signal, { maxAnswerBytes } = {}) {
      guard(calls);
      let used = await sessions.get(signal);
      const requestTo = ({ session }: KeptSession): HttpRequest & { body: string } => ({
        ...apiRequest(calls, session, sessionUrl),
        maxBytes: maxAnswerBytes,
      });
      const request = requestTo(used);
      let answer = await answerTo(request, calls, http, signal);
      const moved = answer.mayHaveMoved ? await sessionAfterMove(used, signal) : undefined;
      const again = moved && requestTo(moved);
      // In another account the calls would mean something else.
      if (moved !== undefined && again?.body === request.body) {
        used = moved;
        answer = await answerTo(again, calls, http, signal);
      }
      if ('error' in answer) {
        // The API may have moved, or a limit or a capability changed: the session will tell.
        const { error } = answer;
        if (error instanceof ProtocolError && !(error instanceof LongAnswerError)) sessions.forget(used);
        throw error;
      }
      sessions.noteState(used, answer.sessionState);
      return answer.responses;
    },
  };
}

/** `mayHaveMoved`: the server did nothing, and it may be so because the account is somewhere else. */
type ApiAnswer = { mayHaveMoved: boolean } & (
  { responses: JmapResponses; sessionState: string } | { error: unknown }
);

/** What a host answers that no longer has the account: who are you, what is that, not my business (RFC 9110 15.5.20). */
const MOVED_STATUSES = [401, 404, 410, 421];

async function answerTo(
  request: HttpRequest,
  calls: readonly Invocation[],
  http: HttpClient,
  signal: AbortSignal,
): Promise<ApiAnswer> {
  let isMovedStatus = false;
  try {
    const response = await http.send(request, signal);
    isMovedStatus = MOVED_STATUSES.includes(response.status);
    const where = requestName({ method: 'POST', url: response.url });
    const error = refusal(response, where);
    if (error !== undefined) throw error;
    const body = parseJsonObject(response.body, where);
    const responses = readResponses(body, calls, where);
    return {
      mayHaveMoved: responses.isAccountGone,
      responses,
      sessionState: stringField(body, 'sessionState', where),
    };
  } catch (error) {
    return { mayHaveMoved: error instanceof TransientError ? error.unsent : isMovedStatus, error };
  }
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
    const problem = parseJson(body);
    return isObject(problem) ? problem : {};
  } catch {
    return {};
  }
}
