import { type MailroomError, ProtocolError, RefusedError, TransientError } from '../errors.ts';
import { excerpt } from '../http/excerpt.ts';
import { isObject } from './fields.ts';

/** Why a server did not create or update one record (RFC 8620 5.3). */
export interface SetError {
  /** Such as `notFound`, `forbidden`, `invalidProperties`, `overQuota`. */
  type: string;
  description: string | undefined;
  properties: readonly string[];
  /** What it means to the caller: `TransientError` when waiting cures it (throttling is told so, too), else `RefusedError`. */
  error: MailroomError;
}

const TRANSIENT = new Set(['rateLimit', 'serverFail', 'serverUnavailable']);

/** Reads an entry of `notCreated` or `notUpdated`. `where` names the record. Never throws. */
export function readSetError(record: unknown, where: string): SetError {
  const { type, description, properties } = isObject(record) ? record : {};
  if (typeof type !== 'string') {
    const error = new ProtocolError(`${where} was refused without a usable 'type'`);
    return { type: '', description: undefined, properties: [], error };
  }
  const text = typeof description === 'string' ? excerpt(description) : undefined;
  const names = Array.isArray(properties) ? properties.filter((name) => typeof name === 'string') : [];
  const reasons = [text, names.length > 0 ? excerpt(names.join(', ')) : undefined].filter(Boolean);
  const message = `${where} was refused: ${excerpt(type)}${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}`;
  const error = TRANSIENT.has(type)
    ? new TransientError(message)
    : new RefusedError(message, { properties: names });
  return { type, description: text, properties: names, error };
}
