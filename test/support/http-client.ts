import { onTestFinished } from 'vitest';
import { type HttpResponse } from '../../src/http/http-client.ts';
import { createHttpClient, type HttpClientOptions } from '../../src/http/node/node-http-client.ts';

export const neverAborted = new AbortController().signal;

/** A client of a local server, closed when the test ends. */
export function clientFor(origin: URL, options: Partial<HttpClientOptions> = {}) {
  const client = createHttpClient({ origin, ...options });
  onTestFinished(() => client.close());
  const get = (path = '/', signal = neverAborted): Promise<HttpResponse> =>
    client.send({ method: 'GET', url: new URL(path, origin) }, signal);
  return { client, get };
}
