import * as z from 'zod';
import { invalidArguments, MethodError } from './method.ts';
import { type Tombstone } from '../../store/mail-state.ts';
import { type Quirks } from '../../store/options.ts';

export const changesArguments = z.strictObject({
  accountId: z.string(),
  sinceState: z.string(),
  maxChanges: z.int().positive().nullish(),
});

interface LiveRecord {
  id: string;
  createdAt: number;
  changedAt: number;
}

export interface ChangeHistory {
  state: string;
  /** States before this one are forgotten. */
  start: number;
  live: Iterable<LiveRecord>;
  destroyed: ReadonlyMap<string, Tombstone>;
  /** Cyrus lists a record that was made and destroyed since as made. */
  shortLived: 'created' | 'omitted';
}

export interface Changes {
  oldState: string;
  newState: string;
  hasMoreChanges: boolean;
  created: string[];
  updated: string[];
  destroyed: string[];
}

/** RFC 8620 5.2. Up to `maxChanges`, oldest first; the state in between is one to go on from. */
export function changesSince(
  { sinceState, maxChanges }: z.infer<typeof changesArguments>,
  history: ChangeHistory,
  { forgetsUnknownStates }: Pick<Quirks, 'forgetsUnknownStates'>,
): Changes {
  if (!/^\d+$/.test(sinceState))
    throw forgetsUnknownStates ? new MethodError('cannotCalculateChanges') : invalidArguments('sinceState');
  const since = Number(sinceState);
  if (since < history.start) throw new MethodError('cannotCalculateChanges');

  const changes: { at: number; id: string; kind: 'created' | 'updated' | 'destroyed' }[] = [];
  for (const { id, createdAt, changedAt } of history.live) {
    if (changedAt > since)
      changes.push({ at: changedAt, id, kind: createdAt > since ? 'created' : 'updated' });
  }
  for (const [id, { createdAt, destroyedAt }] of history.destroyed) {
    if (destroyedAt <= since) continue;
    if (createdAt <= since) changes.push({ at: destroyedAt, id, kind: 'destroyed' });
    else if (history.shortLived === 'created') changes.push({ at: destroyedAt, id, kind: 'created' });
  }
  changes.sort((one, other) => one.at - other.at);

  let kept = changes;
  if (maxChanges !== undefined && maxChanges !== null && changes.length > maxChanges) {
    // Changes of one moment cannot be told apart by a state, so they stay together.
    const last = changes[maxChanges - 1]?.at ?? 0;
    kept = changes.filter(({ at }) => at <= last);
  }
  const hasMoreChanges = kept.length < changes.length;
  const idsOf = (kind: string): string[] => kept.filter((change) => change.kind === kind).map(({ id }) => id);
  return {
    oldState: sinceState,
    newState: hasMoreChanges ? String(kept.at(-1)?.at) : history.state,
    hasMoreChanges,
    created: idsOf('created'),
    updated: idsOf('updated'),
    destroyed: idsOf('destroyed'),
  };
}
