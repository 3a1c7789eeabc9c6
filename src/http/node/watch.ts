import { setMaxListeners } from 'node:events';
import { type ClientRequest } from 'node:http';
import { TransientError } from '../../errors.ts';
import { onConnection } from './connection.ts';

export interface TimeLimits {
  /** Name lookup, TCP and TLS together. */
  connectTimeoutMs: number;
  /** Silence: as long as bytes go to and fro, this does not end. */
  readTimeoutMs: number;
  /** From having a connection (waiting for one is not counted) to the last byte. */
  totalTimeoutMs: number;
}

export interface Watch {
  /** Rejects with `TransientError` when time is up, or with the reason of a signal that aborts. Never resolves. */
  failure: Promise<never>;
  stop(): void;
}

/** Watches time and signals for a request called `name`; ending the request is the caller's part. */
export function startWatch(
  outgoing: ClientRequest,
  name: string,
  limits: TimeLimits,
  signals: readonly AbortSignal[],
): Watch {
  let fail: (reason: unknown) => void;
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const expire = (what: string, ms: number) => () =>
    fail(new TransientError(`${name}: ${what} ${ms / 1000} s`));

  const { connectTimeoutMs, readTimeoutMs, totalTimeoutMs } = limits;
  let connectTimer: NodeJS.Timeout | undefined;
  let totalTimer: NodeJS.Timeout | undefined;
  outgoing.setTimeout(readTimeoutMs, expire('the server was silent for', readTimeoutMs));
  onConnection(
    outgoing,
    () => {
      connectTimer = setTimeout(expire('no connection within', connectTimeoutMs), connectTimeoutMs);
      totalTimer = setTimeout(expire('no complete answer within', totalTimeoutMs), totalTimeoutMs);
    },
    () => clearTimeout(connectTimer),
  );

  const abort = ({ target }: Event) => fail((target as AbortSignal).reason);
  // Requests that wait for a free connection all listen to one signal: no leak, though Node would warn of one.
  setMaxListeners(0, ...signals);
  for (const signal of signals) signal.addEventListener('abort', abort);
  return {
    failure,
    stop() {
      clearTimeout(connectTimer);
      clearTimeout(totalTimer);
      for (const signal of signals) signal.removeEventListener('abort', abort);
    },
  };
}
