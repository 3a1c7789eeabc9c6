import { ProtocolError } from '../errors.ts';
import { type HttpClient, type HttpResponse } from '../http/http-client.ts';
import { requestName } from '../http/request-name.ts';
import { statusError } from '../http/status-error.ts';
import { type DavResponse, readMultistatus } from './multistatus.ts';

export interface DavRequest {
  method: 'PROPFIND' | 'REPORT';
  url: URL;
  /** RFC 4918 10.2. */
  depth: 0 | 1;
  body: string;
  /** As in `HttpRequest`. */
  malformed?: 'refuse' | 'replace';
}

/** Sends a request with an XML body; answers with whatever came. */
export const sendXml = (http: HttpClient, request: DavRequest, signal: AbortSignal): Promise<HttpResponse> =>
  http.send(
    {
      method: request.method,
      url: request.url,
      headers: { 'content-type': 'application/xml; charset=utf-8', depth: String(request.depth) },
      body: request.body,
      ...(request.malformed && { malformed: request.malformed }),
    },
    signal,
  );

/** Throws what `statusError` makes of an error status, and `ProtocolError` when the answer is no multistatus. */
export function multistatusOf(request: DavRequest, response: HttpResponse): DavResponse[] {
  const error = statusError(request, response);
  if (error !== undefined) throw error;
  if (response.status !== 207)
    throw new ProtocolError(
      `${requestName({ ...request, url: response.url })}: HTTP ${response.status} where a WebDAV server answers ` +
        '207: is the URL that of a CardDAV server?',
    );
  return readMultistatus(request.method, response);
}

export const requestMultistatus = async (
  http: HttpClient,
  request: DavRequest,
  signal: AbortSignal,
): Promise<DavResponse[]> => multistatusOf(request, await sendXml(http, request, signal));
