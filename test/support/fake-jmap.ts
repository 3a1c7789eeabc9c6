import { type Invocation } from '../../src/jmap/invocation.ts';
import { type JmapClient } from '../../src/jmap/jmap-client.ts';
import { readResponses } from '../../src/jmap/jmap-responses.ts';
import { type Session } from '../../src/jmap/session.ts';

type Args = Readonly<Record<string, unknown>>;

/** Answers a call with its response's arguments; `ids` are those asked for, whether named or referred to. */
export type Method = (args: Args, ids: readonly string[]) => Args;

export interface FakeJmap extends JmapClient {
  /** How many requests there were. */
  requests(): number;
}

const LIMITS = {
  maxObjectsInGet: 500,
  maxObjectsInSet: 500,
  maxCallsInRequest: 50,
  maxSizeRequest: 10_000_000,
  maxConcurrentRequests: 4,
};

/** A JMAP server without a network, for what takes more requests than a test can wait for. It knows these methods. */
export function fakeJmap(methods: Readonly<Record<string, Method>>): FakeJmap {
  let requests = 0;
  const session = { limits: LIMITS, username: 'owner@example.test' } as Session;
  return {
    requests: () => requests,
    session: () => Promise.resolve(session),
    forgetSession: () => undefined,
    call(calls) {
      requests += 1;
      const answered = new Map<string, Args>();
      const methodResponses = calls.map(([name, args, callId]) => {
        const answer = methods[name]?.(args, idsOf(args, answered)) ?? { type: 'unknownMethod' };
        answered.set(callId, answer);
        return [typeof answer.type === 'string' ? 'error' : name, answer, callId];
      });
      return Promise.resolve(readResponses({ methodResponses }, calls, 'POST fake'));
    },
  };
}

/** Result references as Mailroom uses them (RFC 8620 3.7): to a list of ids. */
function idsOf(args: Invocation[1], answered: ReadonlyMap<string, Args>): readonly string[] {
  const reference = args['#ids'] as { resultOf: string; path: string } | undefined;
  const ids =
    reference === undefined ? args.ids : answered.get(reference.resultOf)?.[reference.path.slice(1)];
  return Array.isArray(ids) ? (ids as string[]) : [];
}
