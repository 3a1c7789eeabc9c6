import { AuthError, ConflictError, type MailroomError, ProtocolError, TransientError } from '../errors.ts';
import { excerpt } from './excerpt.ts';
import { type HttpResponse } from './http-client.ts';
import { requestName } from './request-name.ts';
import { parseJson } from './parse-json.ts';
import { parseRetryAfter } from './retry-after.ts';

/**
 * What an error status means to the caller; undefined below 400. `AuthError`: 401 (unless it carries Retry-After: that is
 * throttling) and 403; `TransientError`: 408, 429, 5xx; `ConflictError`: 412; `ProtocolError`: the rest. The message
 * quotes a text body or a problem's detail or title (RFC 9457), shortened. `now` is in milliseconds since the epoch.
 */
export function statusError(
  request: { method: string },
  response: HttpResponse,
  now = Date.now(),
): MailroomError | undefined {
  const { status, body, headers, url } = response;
  if (status < 400) return undefined;
  const retryAfter = parseRetryAfter(headers['retry-after'], now);
  const said = reasonIn(body);
  const message = `${requestName({ method: request.method, url })}: HTTP ${status}${said && ` (${said})`}`;

  if (status === 401 && retryAfter !== undefined) return new TransientError(message, { retryAfter });
  if (status === 401 || status === 403) return new AuthError(`${message}: the credentials were refused`);
  if (status === 408 || status === 429 || status >= 500) return new TransientError(message, { retryAfter });
  if (status === 412) return new ConflictError(message);
  return new ProtocolError(message);
}

/** A person's line out of an error body; nothing of web pages and XML, where it would have to be guessed. */
function reasonIn(body: string): string {
  const text = body.trimStart();
  if (text.startsWith('<')) return '';
  if (!text.startsWith('{')) return excerpt(text);
  try {
    const { detail, title } = parseJson(text) as Record<string, unknown>;
    const reason = detail ?? title;
    return typeof reason === 'string' ? excerpt(reason) : '';
  } catch {
    return '';
  }
}
