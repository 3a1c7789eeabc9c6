import { type HttpClient } from './http-client.ts';

export interface ClockWatch {
  /** Sends what it is given, and reads the answers' Date (RFC 9110 6.6.1) on the way. */
  readonly http: HttpClient;
  /**
   * How far the server's clock is ahead of this machine's, in milliseconds, and that of the host which is farthest off where
   * several answer; undefined before an answer with a Date.
   */
  aheadMs(): number | undefined;
}

/** Date tells whole seconds. */
const HALF_RESOLUTION_MS = 500;

/** Watches the clock of a server while somebody else talks to it. `now` in milliseconds since the epoch. */
export function watchClock(http: HttpClient, now: () => number = Date.now): ClockWatch {
  const aheadMs = new Map<string, number>();
  return {
    http: {
      ...http,
      async send(request, signal) {
        const response = await http.send(request, signal);
        const date = Date.parse(response.headers.date ?? '');
        if (!Number.isNaN(date)) aheadMs.set(response.url.host, date + HALF_RESOLUTION_MS - now());
        return response;
      },
    },
    aheadMs: () => [...aheadMs.values()].sort((one, other) => Math.abs(other) - Math.abs(one))[0],
  };
}
