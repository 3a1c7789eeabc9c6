import { ProtocolError } from '../errors.ts';
import { type HttpRequest, type HttpResponse } from './http-client.ts';
import { requestName, urlName } from './request-name.ts';

/**
 * The request that a redirect asks for; undefined when the response is none. Method and body stay, also for 301 and 302:
 * RFC 6764 has PROPFIND redirected. Throws `ProtocolError` when the redirect leads to another origin (N9) or nowhere.
 */
export function redirected(request: HttpRequest, response: HttpResponse): HttpRequest | undefined {
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  const { location } = response.headers;
  if (location === undefined || !URL.canParse(location, request.url.href))
    throw new ProtocolError(
      `${requestName(request)}: HTTP ${response.status}, a redirect without a usable Location`,
    );
  const url = new URL(location, request.url);
  if (url.origin !== request.url.origin)
    throw new ProtocolError(
      `${requestName(request)} redirects from ${request.url.origin} to another origin, ${urlName(url)}. ` +
        'The credentials were not sent there: set the URL variable to the new address if you trust it',
    );
  if (response.status !== 303) return { ...request, url };
  // What is found elsewhere does not tell whether a write was done.
  if (request.method === 'PUT')
    throw new ProtocolError(`${requestName(request)}: HTTP 303, a redirect that no write can follow`);
  return asGet(request, url);
}

function asGet(request: HttpRequest, url: URL): HttpRequest {
  const headers = Object.entries(request.headers ?? {}).filter(([name]) => !/^content-/i.test(name));
  return { method: 'GET', url, headers: Object.fromEntries(headers) };
}
