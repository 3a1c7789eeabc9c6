import * as z from 'zod';
import { checkObjects, checkState, type MethodContext, resolveId, type SetError } from './method.ts';

const record = z.record(z.string(), z.unknown());

/** Arguments that all `set` methods take (RFC 8620 5.3). */
export const setArguments = z.strictObject({
  accountId: z.string(),
  ifInState: z.string().nullish(),
  create: z.record(z.string(), record).nullish(),
  update: z.record(z.string(), record).nullish(),
  destroy: z.array(z.string()).nullish(),
});

/** What a `set` method does with one record. */
export interface SetActions {
  /** The state of what is changed; that of the mail unless said otherwise. */
  state?(): string;
  /** Answers with what the server made up, the id among it. */
  create(properties: Record<string, unknown>): { id: string } | SetError;
  /** Answers with what kept it from being done. */
  update(id: string, patch: Record<string, unknown>): SetError | undefined;
  destroy(id: string): SetError | undefined;
}

/** Creates, updates and destroys, in this order, each record on its own. */
export function runSet(
  { accountId, ifInState, create, update, destroy }: z.infer<typeof setArguments>,
  context: MethodContext,
  actions: SetActions,
): Record<string, unknown> {
  const { mail } = context.account;
  const state = (): string => actions.state?.() ?? mail.state;
  const asked = [create ?? {}, update ?? {}, destroy ?? []].map((records) => Object.keys(records).length);
  checkObjects(
    asked.reduce((sum, count) => sum + count),
    context.limits.maxObjectsInSet,
  );
  checkState(ifInState, state());
  const oldState = state();

  const created: Record<string, unknown> = {};
  const notCreated: Record<string, SetError> = {};
  for (const [creationId, properties] of Object.entries(create ?? {})) {
    const result = actions.create(properties);
    if ('type' in result) {
      notCreated[creationId] = result;
    } else {
      context.createdIds.set(creationId, result.id);
      created[creationId] = result;
    }
  }

  const updated: Record<string, null> = {};
  const notUpdated: Record<string, SetError> = {};
  for (const [id, patch] of Object.entries(update ?? {})) {
    const error = actions.update(resolveId(id, context), patch);
    if (error === undefined) updated[id] = null;
    else notUpdated[id] = error;
  }

  const destroyed: string[] = [];
  const notDestroyed: Record<string, SetError> = {};
  for (const id of destroy ?? []) {
    const error = actions.destroy(resolveId(id, context));
    if (error === undefined) destroyed.push(id);
    else notDestroyed[id] = error;
  }

  return {
    accountId,
    oldState,
    newState: state(),
    created: orNull(created),
    updated: orNull(updated),
    destroyed: destroyed.length === 0 ? null : destroyed,
    notCreated: orNull(notCreated),
    notUpdated: orNull(notUpdated),
    notDestroyed: orNull(notDestroyed),
  };
}

const orNull = <T>(records: Record<string, T>): Record<string, T> | null =>
  Object.keys(records).length === 0 ? null : records;
