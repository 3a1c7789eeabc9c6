import { type Invocation } from './invocation.ts';
import { AuthError } from '../errors.ts';
import { type HttpRequest } from '../http/http-client.ts';
import { requestName } from '../http/request-name.ts';
import { capabilityOf, CORE } from './capabilities.ts';
import { RequestError } from './request-error.ts';
import { type Session, type SessionLimits } from './session.ts';

/**
 * The request (RFC 8620 3.3) that makes the calls, as the session wants it: where to, of which accounts, and with no
 * capability that it does not list. Throws `AuthError` when it has no account for a method, `RequestError` when the request
 * would exceed its limits.
 */
export function apiRequest(
  calls: readonly Invocation[],
  session: Session,
  sessionUrl: URL,
): HttpRequest & { body: string } {
  return {
    method: 'POST',
    url: session.apiUrl,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: requestBody(calls, session, sessionUrl),
    calls: [...new Set(calls.map(([name]) => name))],
  };
}

function requestBody(calls: readonly Invocation[], session: Session, sessionUrl: URL): string {
  const where = requestName({ method: 'POST', url: session.apiUrl });
  const { maxCallsInRequest, maxSizeRequest } = session.limits;
  const tooLarge = (limit: keyof SessionLimits): RequestError =>
    new RequestError(where, { type: 'limit', limit, detail: 'it was not sent' });
  if (calls.length > maxCallsInRequest) throw tooLarge('maxCallsInRequest');
  const methodCalls = calls.map((call) => withAccountId(call, session, sessionUrl));
  const needed = calls.flatMap(([name]) => capabilityOf(name)?.urn ?? []);
  const using = [...new Set([CORE, ...needed])].filter((urn) => session.capabilities.has(urn));
  const body = JSON.stringify({ using, methodCalls });
  if (Buffer.byteLength(body) > maxSizeRequest) throw tooLarge('maxSizeRequest');
  return body;
}

function withAccountId(call: Invocation, session: Session, sessionUrl: URL): Invocation {
  const [name, args, callId] = call;
  const capability = capabilityOf(name);
  if (capability === undefined || 'accountId' in args) return call;
  const accountId = session.primaryAccounts.get(capability.urn);
  if (accountId === undefined)
    throw new AuthError(
      `The API token for ${sessionUrl.host} gives no access to ${capability.scope} (${capability.urn}): ` +
        'make one with that scope',
    );
  return [name, { accountId, ...args }, callId];
}
