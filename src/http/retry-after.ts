import { type HttpResponse } from './http-client.ts';

const DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;

/**
 * Reads a Retry-After header (RFC 9110 10.2.3): seconds or an HTTP-date in any of its three forms. `now` is in
 * milliseconds since the epoch. Answers in whole seconds, 0 for a date that has passed; undefined for no or a bad value.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text);
  if (!DATE.test(text)) return undefined;
  // The asctime form names no zone, and Date would take it for local time.
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : Math.max(0, Math.ceil((time - now) / 1000));
}

/**
 * How many seconds the server asks the client to wait before it repeats this request. Fastmail throttles with 401 as
 * well as with 429 and 503.
 */
export function repeatDelay(
  response: Pick<HttpResponse, 'status' | 'headers'>,
  now: number,
): number | undefined {
  return [401, 429, 503].includes(response.status)
    ? parseRetryAfter(response.headers['retry-after'], now)
    : undefined;
}
