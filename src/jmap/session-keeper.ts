import { type HttpClient } from '../http/http-client.ts';
import { originAndBelow } from '../http/realm.ts';
import { statusError } from '../http/status-error.ts';
import { parseSession, type Session } from './session.ts';
import { sharedRun } from './shared-run.ts';

/** A session as long as nothing tells that it has changed. */
export interface KeptSession {
  readonly session: Session;
  /** The `sessionState` of the first response since it was read; undefined before. */
  seenState: string | undefined;
}

export interface SessionKeeper {
  /** The session, read when it is not known; callers who come meanwhile share that one request. */
  get(signal: AbortSignal): Promise<KeptSession>;
  /** Takes note of a response's `sessionState` (RFC 8620 3.4); when it moves, the session is read again. */
  noteState(used: KeptSession, sessionState: string): void;
  /** Has the session read again; nothing happens when `used` is no longer the kept one. */
  forget(used?: KeptSession): void;
}

export function createSessionKeeper(http: HttpClient, sessionUrl: URL): SessionKeeper {
  const realm = originAndBelow(sessionUrl);
  let kept: KeptSession | undefined;

  const read = sharedRun(async (signal) => {
    const request = { method: 'GET', url: sessionUrl, headers: { accept: 'application/json' } };
    const response = await http.send(request, signal);
    const error = statusError(request, response);
    if (error !== undefined) throw error;
    kept = { session: parseSession(response.body, response.url, realm), seenState: undefined };
    return kept;
  });

  function forget(used = kept): void {
    if (kept === used) kept = undefined;
  }

  return {
    get: async (signal) => kept ?? read(signal),
    noteState(used, sessionState) {
      // Not compared with the session's own `state`: Cyrus says "0" here whatever that is, so every call would read the
      // session anew.
      used.seenState ??= sessionState;
      if (sessionState !== used.seenState) forget(used);
    },
    forget,
  };
}
