import { errorMessage } from './error-message.ts';
import { type Redact } from './redact.ts';

/** How to make values plain. */
export interface PlainOptions {
  redact: Redact;
  /** Whether errors show where they came from. */
  stacks: boolean;
}

const MAX_LENGTH = 500;

/** Also the longest chain of causes. */
const MAX_DEPTH = 5;

/**
 * The value as JSON can hold it, without secrets: errors as `{ type, code, message, cause }`, sets as arrays, maps as
 * objects, URLs without user info. Long texts are cut, and so is what is nested too deep or within itself.
 */
export function plain(value: unknown, options: PlainOptions, outer: readonly object[] = []): unknown {
  switch (typeof value) {
    case 'string':
      return plainText(value, options.redact);
    case 'object':
      return value === null ? null : plainObject(value, options, outer);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
    case 'symbol':
      return plainText(String(value), options.redact);
    case 'boolean':
      return value;
    case 'undefined':
    case 'function':
      return undefined;
  }
}

function plainText(text: string, redact: Redact): string {
  // In this order: half a secret would not be found any more.
  const safe = redact(text);
  return safe.length <= MAX_LENGTH ? safe : `${safe.slice(0, MAX_LENGTH - 1)}…`;
}

function plainObject(value: object, options: PlainOptions, outer: readonly object[]): unknown {
  if (value instanceof URL) return plainText(withoutUserInfo(value).href, options.redact);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`;
  if (outer.length >= MAX_DEPTH || outer.includes(value)) return '…';
  const inner = (part: unknown): unknown => plain(part, options, [...outer, value]);
  if (value instanceof Error) return plainError(value, options, inner);
  if (value instanceof Set || Array.isArray(value)) return Array.from(value as Iterable<unknown>, inner);
  const entries: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, part]) => [plainText(String(key), options.redact), inner(part)]),
  );
}

function plainError(error: Error, options: PlainOptions, inner: (part: unknown) => unknown): unknown {
  const { name, stack, cause } = error;
  return {
    type: inner(name),
    ...('code' in error && { code: inner(error.code) }),
    message: inner(errorMessage(error)),
    ...(options.stacks && { stack: inner(stack?.match(/^ +at .*/gm)) }),
    ...(cause !== undefined && { cause: inner(cause) }),
  };
}

function withoutUserInfo(url: URL): URL {
  const copy = new URL(url);
  copy.username = '';
  copy.password = '';
  return copy;
}
