import { ProtocolError } from '../../errors.ts';
import { ElsewhereError } from '../elsewhere-error.ts';
import { type HttpRequest, type HttpResponse } from '../http-client.ts';
import { originOnly, type Realm } from '../realm.ts';
import { requestName } from '../request-name.ts';

/**
 * The request that a redirect asks for; undefined when the response is none. Method and body stay, also for 301 and 302:
 * RFC 6764 has PROPFIND redirected. Throws `ElsewhereError` when the redirect leads out of the realm, by default the
 * request's own origin (N9), and `ProtocolError` when it leads nowhere.
 */
export function redirected(
  request: HttpRequest,
  response: HttpResponse,
  realm: Realm = originOnly(request.url),
): HttpRequest | undefined {
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  const { location } = response.headers;
  if (location === undefined || !URL.canParse(location, request.url.href))
    throw new ProtocolError(
      `${requestName(request)}: HTTP ${response.status}, a redirect without a usable Location`,
    );
  const url = new URL(location, request.url);
  if (!realm.includes(url)) throw new ElsewhereError(`${requestName(request)} redirects to`, url, realm);
  if (response.status !== 303) return { ...request, url };
  // What is found elsewhere does not tell whether a write was done.
  if (request.method === 'PUT')
    throw new ProtocolError(`${requestName(request)}: HTTP 303, a redirect that no write can follow`);
  return asGet(request, url);
}

function asGet(request: HttpRequest, url: URL): HttpRequest {
  const headers = Object.entries(request.headers ?? {}).filter(([name]) => !/^content-/i.test(name));
  const { receive } = request;
  return { method: 'GET', url, headers: Object.fromEntries(headers), ...(receive && { receive }) };
}
