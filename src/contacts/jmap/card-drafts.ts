import { type JsonObject, optionalObjectField } from '../../jmap/fields.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { patchBetween } from '../../jmap/patch-object.ts';
import { readSetError, type SetError } from '../../jmap/set-error.ts';
import { type WireGuard } from '../../safety/wire-guard.ts';
import { type JsCard } from './jscontact.ts';

/** What a card is to become. `before` is undefined where it is to be made. */
export interface Draft {
  before: JsCard | undefined;
  after: JsCard;
}

/** By the card's id, or by its UID where it has none yet. */
export type Drafts = ReadonlyMap<string, Draft>;

/** What became of drafts, by their keys. */
export interface Written {
  /** Why cards were not written. */
  readonly refused: ReadonlyMap<string, SetError>;
  /** Cards that were made, with the ids that they got. */
  readonly made: ReadonlyMap<string, JsCard>;
  /** The state of the account's cards where cards were made and nothing else was done; undefined where it is not known. */
  readonly madeState: string | undefined;
}

/**
 * Writes all cards that are to change, in one ContactCard/set (RFC 9610 3.5); sends nothing where none is. Throws
 * `ConflictError` when the account's cards are no longer at `ifInState`: then nothing was written.
 */
export async function writeDrafts(
  drafts: Drafts,
  ifInState: string,
  { jmap, guard, signal }: { jmap: JmapClient; guard: WireGuard; signal: AbortSignal },
): Promise<Written> {
  const create: [string, JsonObject][] = [];
  const update: [string, JsonObject][] = [];
  const read = new Map<string, JsCard>();
  for (const [key, { before, after }] of drafts) {
    if (before === after) continue;
    if (before === undefined) {
      create.push([key, after]);
    } else {
      update.push([key, patchBetween(before, after)]);
      read.set(key, before);
    }
  }
  if (create.length + update.length === 0)
    return { refused: new Map(), made: new Map(), madeState: ifInState };
  guard.allowCards(read);
  const args = {
    ifInState,
    ...(create.length > 0 && { create: Object.fromEntries(create) }),
    ...(update.length > 0 && { update: Object.fromEntries(update) }),
  };
  const answer = (await jmap.call([['ContactCard/set', args, 'set']], signal)).get('set');
  const part = (name: string): JsonObject => optionalObjectField(answer, name, 'ContactCard/set') ?? {};
  // A card that is told of in neither place was not written, for all that is known.
  const refusedOf = (keys: [string, JsonObject][], done: JsonObject, refused: JsonObject) =>
    keys
      .filter(([key]) => !(key in done))
      .map(([key]): [string, SetError] => [key, readSetError(refused[key], `contact card ${key}`)]);
  const created = part('created');
  const made = create.flatMap(([key, card]): [string, JsCard][] => {
    const { id } = optionalObjectField(created, key, 'ContactCard/set') ?? {};
    return typeof id === 'string' ? [[key, { ...card, id }]] : [];
  });
  const isAllTold = made.length === Object.keys(created).length && update.length === 0;
  return {
    refused: new Map([
      ...refusedOf(create, created, part('notCreated')),
      ...refusedOf(update, part('updated'), part('notUpdated')),
    ]),
    made: new Map(made),
    madeState: isAllTold && typeof answer.newState === 'string' ? answer.newState : undefined,
  };
}
