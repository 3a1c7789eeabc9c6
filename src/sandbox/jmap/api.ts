import * as z from 'zod';
import { type LetIn } from '../http/credentials.ts';
import { json, page, type Reply, type SandboxRequest } from '../http/http-reply.ts';
import { invalidArguments, type MethodContext, MethodError, type SetError } from './core/method.ts';
import { METHODS } from './methods.ts';
import { type Invocation, resolveReferences } from './core/references.ts';
import { accountIdOf, capabilitiesOf, CORE } from './core/session.ts';
import { type Limits, type Quirks } from '../store/options.ts';

export interface JmapServer {
  limits: Limits;
  quirks: Quirks;
}

const invocation = z.tuple([z.string(), z.record(z.string(), z.unknown()), z.string()]);

const requestSchema = z.object({
  using: z.array(z.string()),
  methodCalls: z.array(invocation),
  createdIds: z.record(z.string(), z.string()).optional(),
});
type JmapRequest = z.infer<typeof requestSchema>;

/** RFC 8620 3.3 to 3.6. */
export function answerApiRequest(
  { headers, body }: SandboxRequest,
  { account, isReadOnly }: LetIn,
  { limits, quirks }: JmapServer,
  setErrors: ReadonlyMap<string, SetError>,
): Reply {
  if (!/^application\/json\b/i.test(String(headers['content-type']))) {
    return page(415, 'This method requires a JSON request body');
  }
  if (body.length > limits.maxSizeRequest) return limitExceeded('maxSizeRequest', 413);
  const value = parseJson(body);
  if (value === undefined) return problem('notJSON');
  const parsed = requestSchema.safeParse(value);
  if (!parsed.success) return problem('notRequest');
  const request = parsed.data;
  const unknown = request.using.find((capability) => !capabilitiesOf(quirks).includes(capability));
  if (unknown !== undefined) return problem('unknownCapability');
  const limit = exceededLimit(request, limits, quirks);
  if (limit !== undefined) return limitExceeded(limit);

  const createdIds = new Map(Object.entries(request.createdIds ?? {}));
  const context: MethodContext = { account, isReadOnly, limits, quirks, createdIds, setErrors };
  const methodResponses: Invocation[] = [];
  for (const [name, args, callId] of request.methodCalls) {
    const [answerName, answer] = call(name, args, request.using, methodResponses, context);
    methodResponses.push([answerName, answer, callId]);
  }
  return json({
    methodResponses,
    ...(request.createdIds === undefined ? {} : { createdIds: Object.fromEntries(createdIds) }),
    sessionState: '0',
  });
}

/** RFC 8620 3.6.1. */
export const limitExceeded = (limit: keyof Limits, status = 400): Reply =>
  problem('limit', status, { limit });

/** Names of the methods that a request calls; empty when it is no JMAP request. */
export function methodsOf(body: Buffer): string[] {
  const parsed = requestSchema.safeParse(parseJson(body));
  return parsed.success ? parsed.data.methodCalls.map(([name]) => name) : [];
}

function call(
  name: string,
  args: Record<string, unknown>,
  using: readonly string[],
  responses: readonly Invocation[],
  context: MethodContext,
): [string, Record<string, unknown>] {
  try {
    const errorType = context.quirks.shortReferenceError ? 'resultReference' : 'invalidResultReference';
    const resolved = resolveReferences(args, responses, errorType);
    if (name === 'Core/echo' && using.includes(CORE)) return [name, resolved];
    const method = METHODS.get(name);
    if (method === undefined || !using.includes(method.capability)) throw new MethodError('unknownMethod');
    if (typeof resolved.accountId !== 'string') throw invalidArguments('accountId');
    if (resolved.accountId !== accountIdOf(context.account)) throw new MethodError('accountNotFound');
    // RFC 8620 5.3.
    if (context.isReadOnly && /\/(?:set|import)$/.test(name)) throw new MethodError('accountReadOnly');
    return [name, method.run(resolved, context)];
  } catch (error) {
    if (error instanceof MethodError) return ['error', error.response];
    throw error;
  }
}

function exceededLimit(
  { methodCalls }: JmapRequest,
  limits: Limits,
  { objectLimitsFailRequest }: Quirks,
): keyof Limits | undefined {
  if (methodCalls.length > limits.maxCallsInRequest) return 'maxCallsInRequest';
  if (!objectLimitsFailRequest) return undefined;
  for (const [name, args] of methodCalls) {
    if (name.endsWith('/get') && countOf(args.ids) > limits.maxObjectsInGet) return 'maxObjectsInGet';
    const objects = countOf(args.create) + countOf(args.update) + countOf(args.destroy);
    if (name.endsWith('/set') && objects > limits.maxObjectsInSet) return 'maxObjectsInSet';
  }
  return undefined;
}

const countOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? Object.keys(value).length : 0;

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function problem(type: string, status = 400, details: Record<string, unknown> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    body: JSON.stringify({ type: `urn:ietf:params:jmap:error:${type}`, status, ...details }),
  };
}
