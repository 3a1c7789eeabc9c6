import { type ClientRequest } from 'node:http';
import { type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

const everReady = new WeakSet<Socket>();

/**
 * Follows a request to its connection: `assigned` is called when it gets one, `ready` when the request can go out on it.
 *
 * Node's own `reusedSocket` will not do: it stays false for a request that waited until another one's socket was free.
 */
export function onConnection(
  outgoing: ClientRequest,
  assigned: (socket: Socket) => void,
  ready: (isReused: boolean) => void,
): void {
  outgoing.once('socket', (socket) => {
    assigned(socket);
    if (everReady.has(socket)) {
      ready(true);
      return;
    }
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
      everReady.add(socket);
      ready(false);
    });
  });
}
