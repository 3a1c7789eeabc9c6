import { type ExchangeLimits } from '../../src/http/node/exchange.ts';
import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { type Fault } from '../../src/sandbox/faults.ts';
import { page, type SandboxRequest } from '../../src/sandbox/http/http-reply.ts';
import { JMAP_PATHS, sessionOf } from '../../src/sandbox/jmap/core/session.ts';
import { FASTMAIL_LIMITS, QUIRKS } from '../../src/sandbox/store/options.ts';
import { jmapCallsOf } from '../support/exchange.ts';
import * as broken from './broken-servers.ts';

/** The sender whose requests the faults hit where they hit one sender's. */
export const VICTIM = 'new@x.example';

export interface FaultRow {
  /** As in the table of `docs/reliability.md`. */
  name: string;
  /** What of it the log must show, so that no other failure is taken for this one. */
  says?: RegExp;
  /** Hits one request only; otherwise all of the kind, until the cycle is over. */
  once?: true;
  /** From the first hit on every request is asked about, and the next cycle must live with it. */
  stays?: true;
  /** The answer in the place of the server's. */
  answer?: (request: SandboxRequest, account: SandboxAccount, origin: string) => Fault | undefined;
  /** The server that the request reaches instead. */
  server?: broken.BrokenServer;
  /** Smaller than the program's, so that the test need not wait. */
  limits?: Partial<ExchangeLimits>;
}

const status =
  (code: number, headers: Record<string, string> = {}, body?: string) =>
  // Servers were seen to quote what they refuse.
  ({ headers: { authorization } }: SandboxRequest): Fault => ({
    kind: 'answer',
    status: code,
    headers,
    body: body ?? `refused ${String(authorization)}`,
  });

const fixed = (code: number, body: string) => (): Fault => ({ kind: 'answer', status: code, body });

/** Every method of the request fails. */
const methodError =
  (type: string, afterWork = false) =>
  ({ body }: SandboxRequest): Fault => {
    const { methodCalls } = JSON.parse(body.toString()) as { methodCalls: [string, unknown, string][] };
    const methodResponses = methodCalls.map(([, , callId]) => ['error', { type }, callId]);
    const answer = JSON.stringify({ methodResponses, sessionState: '0' });
    return { kind: 'answer', status: 200, body: answer, afterWork };
  };

/** The mail that a request changes, as far as it is the victim's. */
function victimsMailIn({ body }: SandboxRequest, account: SandboxAccount): string | undefined {
  const changed = jmapCallsOf(body.toString()).flatMap(({ args }) => Object.keys(args.update ?? {}));
  const theirs = account.snapshot().mails.filter(({ from }) => from === VICTIM);
  return theirs.find(({ id }) => changed.includes(id))?.id;
}

const throttledRecord: FaultRow['answer'] = (request, account) => {
  const id = victimsMailIn(request, account);
  return id === undefined ? undefined : { kind: 'setErrors', errors: { [id]: { type: 'rateLimit' } } };
};

const failingRecord: FaultRow['answer'] = (request, account) =>
  victimsMailIn(request, account) === undefined ? undefined : methodError('serverFail')(request);

/** The method works, and refuses all that it was to make or change. */
const everyRecordThrottled = ({ body }: SandboxRequest): Fault => {
  const { methodCalls } = JSON.parse(body.toString()) as {
    methodCalls: [string, Record<'ifInState' | 'create' | 'update', object | undefined>, string][];
  };
  const refused = (records: object = {}): object =>
    Object.fromEntries(Object.keys(records).map((key) => [key, { type: 'rateLimit' }]));
  const methodResponses = methodCalls.map(([name, { ifInState: state, create, update }, callId]) => [
    name,
    { oldState: state, newState: state, notCreated: refused(create), notUpdated: refused(update) },
    callId,
  ]);
  return { kind: 'answer', status: 200, body: JSON.stringify({ methodResponses, sessionState: '0' }) };
};

const SHRUNK = { ...FASTMAIL_LIMITS, maxObjectsInGet: 3, maxObjectsInSet: 3 };

const shrunkLimits: FaultRow['answer'] = ({ path, body }, account, origin) => {
  if (path === JMAP_PATHS.session)
    return fixed(
      200,
      JSON.stringify(sessionOf({ account, isReadOnly: false }, origin, SHRUNK, QUIRKS.fastmail)),
    )();
  const tooMany = jmapCallsOf(body.toString()).find(({ args }) =>
    [args.ids, args.update, args.create].some((objects) => Object.keys(objects ?? {}).length > 3),
  );
  if (tooMany === undefined) return undefined;
  const limit = tooMany.name.endsWith('/get') ? 'maxObjectsInGet' : 'maxObjectsInSet';
  return fixed(400, JSON.stringify({ type: 'urn:ietf:params:jmap:error:limit', limit }))();
};

const multistatus = (doctype: string, text: string): string =>
  `<?xml version="1.0"?>${doctype}<multistatus xmlns="DAV:"><response><href>${text}</href></response></multistatus>`;
const DTD = '<!DOCTYPE multistatus SYSTEM "http://127.0.0.1:1/evil.dtd">';
const ENTITIES = '<!DOCTYPE multistatus [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>';

const SHORT_SILENCE = { readTimeoutMs: 100 };
const SHORT_TOTAL = { totalTimeoutMs: 200 };
const SHORT_LOOKUP = { connectTimeoutMs: 2000 };
const SMALL_BODY = { maxBodyBytes: 2 * 1024 * 1024 };

export const FAULT_ROWS: readonly FaultRow[] = [
  { name: '401', says: /HTTP 401/, answer: status(401) },
  {
    name: '401 with Retry-After: 5, once',
    says: /"status":401/,
    once: true,
    answer: status(401, { 'retry-after': '5' }),
  },
  {
    name: '401 with Retry-After: 120',
    says: /HTTP 401/,
    answer: status(401, { 'retry-after': '120' }),
  },
  { name: '403', says: /HTTP 403/, answer: status(403) },
  { name: '429', says: /HTTP 429/, answer: status(429) },
  {
    name: '429 with Retry-After: 5, once',
    says: /"status":429/,
    once: true,
    answer: status(429, { 'retry-after': '5' }),
  },
  {
    name: '429 with Retry-After: 5, again and again',
    says: /HTTP 429/,
    answer: status(429, { 'retry-after': '5' }),
  },
  {
    name: '429 with Retry-After: 120',
    says: /HTTP 429/,
    answer: status(429, { 'retry-after': '120' }),
  },
  { name: '500', says: /HTTP 500/, answer: status(500) },
  {
    name: '502 with HTML',
    says: /HTTP 502/,
    answer: status(502, { 'content-type': 'text/html' }, String(page(502, 'Bad gateway').body)),
  },
  { name: '503', says: /HTTP 503/, answer: status(503) },
  {
    name: '503 with Retry-After: 5, once',
    says: /"status":503/,
    once: true,
    answer: status(503, { 'retry-after': '5' }),
  },
  {
    name: '503 with Retry-After: 120',
    says: /HTTP 503/,
    answer: status(503, { 'retry-after': '120' }),
  },
  { name: 'truncated body', says: /cut off after/, server: broken.truncating },
  { name: 'body that stalls', says: /silent for/, server: broken.stalling, limits: SHORT_SILENCE },
  { name: 'slow body', says: /no complete answer within/, server: broken.dripping, limits: SHORT_TOTAL },
  { name: 'body that never ends', says: /is longer than/, server: broken.endless, limits: SMALL_BODY },
  {
    name: 'answer of 50 MB',
    says: /is longer than/,
    server: broken.answering50Megabytes,
    limits: SMALL_BODY,
  },
  { name: 'hang', says: /silent for/, server: broken.hanging, limits: SHORT_SILENCE },
  { name: 'connection reset', says: /ECONNRESET|reset/, server: broken.resetting },
  { name: 'TLS failure', says: /certificate/, server: broken.withUntrustedCertificate },
  { name: 'DNS failure', says: /n{64}\.invalid/, server: broken.withoutAddress, limits: SHORT_LOOKUP },
  { name: 'invalid JSON', says: /JSON/, answer: fixed(200, '{"methodResponses":[') },
  {
    name: 'JSON of the wrong shape',
    says: /methodResponses/,
    answer: fixed(200, '{"methodResponses":{"list":[]},"sessionState":"0"}'),
  },
  { name: 'XML of the wrong shape', says: /multistatus/, answer: fixed(207, '<list xmlns="DAV:"/>') },
  { name: 'XML with a DTD', says: /DOCTYPE|DTD/i, answer: fixed(207, multistatus(DTD, '/dav')) },
  { name: 'XML with entities', says: /DOCTYPE|DTD/i, answer: fixed(207, multistatus(ENTITIES, '&b;')) },
  { name: 'serverFail', says: /serverFail/, answer: methodError('serverFail') },
  { name: 'serverFail because of one mail', says: /serverFail/, answer: failingRecord },
  {
    name: 'serverPartialFail, the work done',
    says: /serverPartialFail/,
    answer: methodError('serverPartialFail', true),
  },
  { name: 'rateLimit of one record', says: /rateLimit/, answer: throttledRecord },
  { name: 'rateLimit of every record', says: /rateLimit/, answer: everyRecordThrottled },
  { name: 'stateMismatch, once', once: true, answer: methodError('stateMismatch') },
  { name: 'stateMismatch, again and again', answer: methodError('stateMismatch') },
  { name: 'limits that shrink', stays: true, answer: shrunkLimits },
];
