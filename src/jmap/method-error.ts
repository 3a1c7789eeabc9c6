import { ConflictError, type MailroomError, ProtocolError, TransientError } from '../errors.ts';
import { excerpt } from '../http/excerpt.ts';
import { type JsonObject } from './fields.ts';

/** One method call failed while the request around it was answered (RFC 8620 3.6.2). */
export class MethodError extends ProtocolError {
  readonly method: string;
  /** Such as `cannotCalculateChanges`, `anchorNotFound`, `requestTooLarge`, `invalidResultReference`. */
  readonly type: string;

  constructor(method: string, type: string, description: string) {
    super([`${method} failed: ${type}`, description && ` (${description})`].join(''));
    this.method = method;
    this.type = type;
  }
}

/** The server's own trouble, which says nothing about the call. */
export const OVERLOAD = new Set(['serverUnavailable', 'serverPartialFail', 'rateLimit']);

/**
 * What the arguments of an `error` response mean: `ConflictError` for `stateMismatch`, `TransientError` for the server's
 * own failures, else `MethodError`. The first two have the `MethodError` as their cause.
 */
export function methodError(method: string, { type, description }: JsonObject): MailroomError {
  if (typeof type !== 'string') return new ProtocolError(`${method} failed without a usable 'type'`);
  const text = typeof description === 'string' ? excerpt(description) : '';
  const error = new MethodError(method, excerpt(type), text);
  if (type === 'stateMismatch') return new ConflictError(error.message, { cause: error });
  if (type === 'serverFail' || OVERLOAD.has(type)) return new TransientError(error.message, { cause: error });
  return error;
}
