import { type ClientRequest } from 'node:http';
import { type Socket } from 'node:net';
import { onConnection } from './connection.ts';
import { type HttpStats } from '../http-client.ts';

export interface Meter {
  /** Whether the connection had been used before and has brought nothing for this request. */
  isStale(): boolean;
  /** Whether the request got a connection, and so may have reached the server. */
  isSent(): boolean;
  /** Adds this request's bytes to the totals. */
  stop(): void;
}

/** Measures what goes over the connection for this request: headers and bodies, without the overhead of TLS. */
export function startMeter(outgoing: ClientRequest, stats: HttpStats): Meter {
  let socket: Socket | undefined;
  let state: 'waiting' | 'fresh' | 'reused' = 'waiting';
  let read = 0;
  let written = 0;
  onConnection(
    outgoing,
    (assigned) => {
      socket = assigned;
      read = assigned.bytesRead;
      written = assigned.bytesWritten;
    },
    (isReused) => {
      state = isReused ? 'reused' : 'fresh';
      stats.requests += 1;
    },
  );
  return {
    isStale: () => state === 'reused' && socket?.bytesRead === read,
    isSent: () => state !== 'waiting',
    stop() {
      // What only waits for a connection counts as written in Node, but never left.
      if (socket === undefined || state === 'waiting') return;
      stats.bytesReceived += socket.bytesRead - read;
      stats.bytesSent += socket.bytesWritten - written;
    },
  };
}
