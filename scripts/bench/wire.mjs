import { subscribe } from 'node:diagnostics_channel';
import { performance } from 'node:perf_hooks';

/**
 * Records what HTTP servers in this process answer, in the order in which the requests were complete: bytes of headers
 * and bodies, as they went over the sockets, and times in milliseconds. `sent` and `received` are the client's.
 */
export function recordExchanges() {
  const exchanges = [];
  const counted = new WeakMap();
  subscribe('http.server.request.start', ({ request, response, socket }) => {
    const before = counted.get(socket) ?? { read: 0, written: 0 };
    counted.set(socket, before);
    // The client does not send the next request before it has the answer, so all that came belongs to this one.
    request.once('end', () => {
      const exchange = {
        method: request.method,
        path: request.url,
        sent: socket.bytesRead - before.read,
        startedAt: performance.now(),
      };
      before.read = socket.bytesRead;
      exchanges.push(exchange);
      response.once('finish', () => {
        exchange.received = socket.bytesWritten - before.written;
        exchange.endedAt = performance.now();
        before.written = socket.bytesWritten;
      });
    });
  });
  return exchanges;
}
