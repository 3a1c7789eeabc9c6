import { type Invocation, type JmapResponses } from './invocation.ts';
import { ProtocolError } from '../errors.ts';
import { arrayField, isObject, type JsonObject } from './fields.ts';
import { methodError } from './method-error.ts';

/** What a server says of an account that it has no more, or gives away (RFC 8620 3.6.2). */
const GONE_ACCOUNT = new Set(['accountNotFound', 'accountReadOnly']);

/**
 * Reads `methodResponses` of an answer to `calls` (RFC 8620 3.4). Throws `ProtocolError` when it has another shape;
 * failed methods throw when their response is asked for. `isAccountGone`: nothing was done, for want of the account.
 */
export function readResponses(
  answer: JsonObject,
  calls: readonly Invocation[],
  where: string,
): JmapResponses & { isAccountGone: boolean } {
  const responses = arrayField(answer, 'methodResponses', where).map((response) =>
    readResponse(response, where),
  );
  const failures = responses.filter(({ name }) => name === 'error');
  return {
    isAccountGone:
      failures.length === responses.length &&
      failures.some(({ args }) => typeof args.type === 'string' && GONE_ACCOUNT.has(args.type)),
    get(callId) {
      const method = calls.find(([, , id]) => id === callId)?.[0] ?? `Call '${callId}'`;
      const own = responses.filter((response) => response.callId === callId);
      const failed = own.find(({ name }) => name === 'error');
      if (failed !== undefined) throw methodError(method, failed.args);
      // A method may bring responses of other methods with its own call id (RFC 8620 5.4).
      const found = own.find(({ name }) => name === method);
      if (found === undefined) throw new ProtocolError(`${method} got no response from ${where}`);
      return found.args;
    },
  };
}

function readResponse(
  response: unknown,
  where: string,
): { name: string; args: Record<string, unknown>; callId: string } {
  const [name, args, callId] = Array.isArray(response) ? (response as unknown[]) : [];
  if (typeof name !== 'string' || !isObject(args) || typeof callId !== 'string')
    throw new ProtocolError(`${where} answered without a usable 'methodResponses'`);
  return { name, args, callId };
}
