import { type MailroomError, ProtocolError, TransientError } from '../errors.ts';
import { excerpt } from '../http/excerpt.ts';
import { type JsonObject } from './fields.ts';

const PREFIX = 'urn:ietf:params:jmap:error:';

/** The server refused a request as a whole, or would for its size (RFC 8620 3.6.1). */
export class RequestError extends ProtocolError {
  /** `limit`, `notJSON`, `notRequest` or `unknownCapability`. */
  readonly type: string;
  /** Which of the session's limits the request exceeds, such as `maxCallsInRequest`; with type `limit`. */
  readonly limit: string | undefined;

  constructor(
    where: string,
    { type, limit, detail = '' }: { type: string; limit?: string; detail?: string },
  ) {
    super([`${where} was refused: ${type}`, limit && ` (${limit})`, detail && `: ${detail}`].join(''));
    this.type = type;
    this.limit = limit;
  }
}

/** What the problem details (RFC 9457) of a refused request mean; undefined when they are not JMAP's. */
export function requestError(problem: JsonObject, where: string): MailroomError | undefined {
  const { type, limit, detail } = problem;
  if (typeof type !== 'string' || !type.startsWith(PREFIX)) return undefined;
  const error = new RequestError(where, {
    type: excerpt(type.slice(PREFIX.length)),
    ...(typeof limit === 'string' && { limit: excerpt(limit) }),
    ...(typeof detail === 'string' && { detail: excerpt(detail) }),
  });
  return error.limit === 'maxConcurrentRequests'
    ? new TransientError(error.message, { cause: error })
    : error;
}
