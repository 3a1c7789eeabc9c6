import { type ClientRequest } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { errorCode } from '../connection-error.ts';

/**
 * Follows which of a host's addresses a request tries to connect to. The answer is what to add to the message when none
 * will do: `; tried 2001:db8::1 (no answer), 192.0.2.1 (ECONNREFUSED)`, or nothing when no name was looked up.
 */
export function followAttempts(outgoing: ClientRequest): () => string {
  const attempts = new Map<string, string>();
  outgoing.once('socket', (socket: Socket) => {
    if (!socket.connecting || isIP(outgoing.host.replace(/^\[|\]$/g, '')) !== 0) return;
    socket.on('connectionAttempt', (address) => attempts.set(address, 'no answer'));
    socket.on('connectionAttemptFailed', (address, _port, _family, error) =>
      attempts.set(address, errorCode(error)),
    );
    socket.once('connect', () => attempts.clear());
  });
  return () => {
    const tried = [...attempts].map(([address, result]) => `${address} (${result})`);
    return tried.length === 0 ? '' : `; tried ${tried.join(', ')}`;
  };
}
