import { type Invocation } from '../jmap/invocation.ts';
import { SafetyError } from '../errors.ts';
import { type HttpClient } from '../http/http-client.ts';
import { requestName } from '../http/request-name.ts';

/** JMAP methods that read (RFC 8620 5.1, 5.2, 5.5, 5.6, 4). All others might change something. */
const READING_METHOD = /\/(?:get|changes|query|queryChanges)$|^Core\/echo$/;

/** Throws `SafetyError` for a request that could change something: for commands that only look. */
export function assertReadsOnly(calls: readonly Invocation[]): void {
  const writing = calls.find(([method]) => !READING_METHOD.test(method));
  if (writing !== undefined)
    throw new SafetyError(`Nothing may be changed here, but ${writing[0]} would have been called`);
}

const READING_HTTP = ['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT'];

/** A client of a WebDAV server that refuses to send what could change something (RFC 9110 9.2.1, RFC 3253 3.6). */
export const readOnlyHttp = (http: HttpClient): HttpClient => ({
  ...http,
  async send(request, signal) {
    if (!READING_HTTP.includes(request.method))
      throw new SafetyError(`Nothing may be changed here, but ${requestName(request)} would have been sent`);
    return http.send(request, signal);
  },
});
