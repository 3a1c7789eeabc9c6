import { TransientError } from '../errors.ts';
import { LongAnswerError } from '../http/read-body.ts';
import { MethodError, OVERLOAD } from './method-error.ts';
import { RequestError } from './request-error.ts';

/**
 * The refusal behind a failure which a smaller batch may not meet, as one bad record can cause it (`serverFail` included), or
 * the size of all together; undefined for conflicts, overload, and whatever did not come from a method or a limit.
 */
export function batchFailure(error: unknown): MethodError | TooLarge | undefined {
  const behind = error instanceof TransientError ? error.cause : error;
  if (behind instanceof MethodError) return OVERLOAD.has(behind.type) ? undefined : behind;
  return isTooLarge(error) ? error : undefined;
}

/** A request, or a method's arguments or answer, was too large for the server; or the answer for Mailroom. */
type TooLarge = MethodError | RequestError | LongAnswerError;

/** Whether asking for less may do. */
export const isTooLarge = (error: unknown): error is TooLarge =>
  error instanceof LongAnswerError ||
  (error instanceof MethodError && error.type === 'requestTooLarge') ||
  (error instanceof RequestError && error.type === 'limit');
