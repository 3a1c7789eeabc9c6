import { ProtocolError } from '../errors.ts';
import { type HttpClient, type HttpRequest, type HttpResponse } from '../http/http-client.ts';
import { requestName } from '../http/request-name.ts';
import { statusError } from '../http/status-error.ts';
import {
  createMultistatusReader,
  type DavResponse,
  type MultistatusReader,
  readMultistatus,
} from './multistatus.ts';

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
  http.send(xmlRequest(request), signal);

/** Throws what `statusError` makes of an error status, and `ProtocolError` when the answer is no multistatus. */
export function multistatusOf(request: DavRequest, response: HttpResponse): DavResponse[] {
  assertMultistatus(request, response);
  return readMultistatus(request.method, response);
}

export const requestMultistatus = async (
  http: HttpClient,
  request: DavRequest,
  signal: AbortSignal,
): Promise<DavResponse[]> => multistatusOf(request, await sendXml(http, request, signal));

/**
 * Hands on what the answer says of each resource as it comes, so that a long one takes no memory. Throws as
 * `multistatusOf` does, also when part of the answer has been handed on.
 */
export async function streamMultistatus(
  http: HttpClient,
  request: DavRequest,
  onResponse: (response: DavResponse) => void,
  signal: AbortSignal,
): Promise<void> {
  let reader: MultistatusReader | undefined;
  const receive: HttpRequest['receive'] = ({ status, url }) => {
    if (status !== 207) return undefined;
    const opened = createMultistatusReader(request.method, url, onResponse);
    reader = opened;
    return (text) => opened.write(text);
  };
  const response = await http.send({ ...xmlRequest(request), receive }, signal);
  assertMultistatus(request, response);
  reader?.close();
}

const xmlRequest = ({ method, url, depth, body, malformed }: DavRequest): HttpRequest => ({
  method,
  url,
  headers: { 'content-type': 'application/xml; charset=utf-8', depth: String(depth) },
  body,
  ...(malformed && { malformed }),
});

function assertMultistatus(request: DavRequest, response: HttpResponse): void {
  const error = statusError(request, response);
  if (error !== undefined) throw error;
  if (response.status !== 207)
    throw new ProtocolError(
      `${requestName({ ...request, url: response.url })}: HTTP ${response.status} where a WebDAV server answers ` +
        '207: is the URL that of a CardDAV server?',
    );
}
