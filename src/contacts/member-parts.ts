import { RefusedError, TransientError } from '../errors.ts';
import { stepsOf } from '../jmap/patch-object.ts';
import { type MemberChange, type MemberOutcome } from './contact-book.ts';

/** What became of a group that was written as a whole. */
export type WholeOutcome = { ok: true; wrote: boolean } | { ok: false; error: Error };

type Write = (changes: readonly MemberChange[]) => Promise<WholeOutcome[]>;

/** How many further writes one group may cost in a cycle: enough for 4 members at fault among 1,000. */
const MAX_WRITES = 40;

/**
 * Changes members of groups. One member can make the server refuse the whole group; then the group is written in parts, so
 * that all other members get in. Throws what `write` throws.
 */
export async function changeInParts(
  changes: readonly MemberChange[],
  write: Write,
): Promise<MemberOutcome[]> {
  const outcomes: MemberOutcome[] = [];
  for (const [index, outcome] of (await write(changes)).entries()) {
    const change = changes[index];
    if (outcome.ok) outcomes.push({ ...outcome, refused: new Map() });
    else if (change !== undefined && outcome.error instanceof RefusedError && sizeOf(change) > 1)
      outcomes.push(await writeParts(change, outcome.error, write));
    else outcomes.push(outcome);
  }
  return outcomes;
}

/** The largest parts come first, so that where there are many members at fault, most of the others are in by the end. */
async function writeParts(whole: MemberChange, refusal: RefusedError, write: Write): Promise<MemberOutcome> {
  const refused = new Map<string, Error>();
  const refuse = ({ add, remove }: MemberChange, error: Error): void =>
    [...add, ...remove].forEach((uid) => refused.set(uid, error));
  const split = (change: MemberChange, error: RefusedError): MemberChange[] => {
    const named = changeOf(change, (uid) => isNamed(error, uid));
    if (sizeOf(named) === 0) return halvesOf(change);
    refuse(named, error);
    return [changeOf(change, (uid) => !isNamed(error, uid))].filter((rest) => sizeOf(rest) > 0);
  };
  const queue = split(whole, refusal);
  let wrote = false;
  for (let writes = 0; writes < MAX_WRITES; writes++) {
    const part = queue.shift();
    if (part === undefined) return { ok: true, wrote, refused };
    const [outcome] = await write([part]);
    if (outcome?.ok === true) wrote ||= outcome.wrote;
    else if (outcome?.error instanceof RefusedError && sizeOf(part) > 1)
      queue.push(...split(part, outcome.error));
    else refuse(part, outcome?.error ?? refusal);
  }
  const untried = new TransientError(
    'The group was refused in many parts: the others follow in the next cycle',
    {
      cause: refusal,
    },
  );
  for (const part of queue) refuse(part, untried);
  return { ok: true, wrote, refused };
}

const sizeOf = ({ add, remove }: MemberChange): number => add.length + remove.length;

const changeOf = (change: MemberChange, isMeant: (uid: string) => boolean): MemberChange => ({
  ...change,
  add: change.add.filter(isMeant),
  remove: change.remove.filter(isMeant),
});

function halvesOf(change: MemberChange): MemberChange[] {
  const uids = [...change.add, ...change.remove];
  const first = new Set(uids.slice(0, Math.ceil(uids.length / 2)));
  return [changeOf(change, (uid) => first.has(uid)), changeOf(change, (uid) => !first.has(uid))];
}

/** JMAP names a member by the path of its patch (RFC 8620 5.3). */
const isNamed = ({ properties }: RefusedError, uid: string): boolean =>
  properties.some((path) => {
    const [property, key] = stepsOf(path);
    return property === 'members' && key === uid;
  });
