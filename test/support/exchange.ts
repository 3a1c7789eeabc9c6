import { type IncomingHttpHeaders } from 'node:http';

/** One request and its answer, as they passed by. */
export interface Exchange {
  /** From 1, in the order of arrival. */
  n: number;
  method: string;
  /** With the query. */
  path: string;
  requestHeaders: IncomingHttpHeaders;
  requestBody: string;
  /** Names of the JMAP method calls in the request, in order. */
  jmapMethods: string[];
  /** Of the server, or of the fault in its place; undefined while there is none. */
  status: number | undefined;
  responseBody: string | undefined;
}

export interface JmapCall {
  name: string;
  args: Record<string, unknown>;
}

/** The method calls of a JMAP request (RFC 8620 3.3); none when the body is something else. */
export function jmapCallsOf(body: string): JmapCall[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return [];
  }
  const calls = (parsed as { methodCalls?: unknown } | null)?.methodCalls;
  return Array.isArray(calls)
    ? (calls as [string, Record<string, unknown>, string][]).map(([name, args]) => ({ name, args }))
    : [];
}
