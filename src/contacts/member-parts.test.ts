import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RefusedError, SenderError, TransientError } from '../errors.ts';
import { type GroupEntry, type MemberChange } from './contact-book.ts';
import { changeInParts, type WholeOutcome } from './member-parts.ts';

const FEED: GroupEntry = { ref: 'feed', uid: 'feed', name: 'Feed', members: new Set(), strays: new Set() };
const joining = (add: readonly string[]): MemberChange => ({ group: FEED, add, remove: [] });

/** A group that is refused while one of these is in it; `named` tells which. */
function group(bad: ReadonlySet<string>, isNamed = false) {
  const members = new Set<string>();
  let writes = 0;
  const write = (changes: readonly MemberChange[]): Promise<WholeOutcome[]> => {
    writes += 1;
    return Promise.resolve(
      changes.map(({ add }) => {
        const wrong = add.filter((uid) => bad.has(uid));
        const properties = isNamed ? wrong.map((uid) => `members/${uid.replaceAll('/', '~1')}`) : [];
        if (wrong.length > 0) return { ok: false, error: new RefusedError('403', { properties }) };
        add.forEach((uid) => members.add(uid));
        return { ok: true, wrote: true };
      }),
    );
  };
  return { write, members, writes: () => writes };
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => `u${n}`);

describe('a group that the server refuses', () => {
  it('takes one write where it does not', async () => {
    const { write, writes } = group(new Set());

    await expect(changeInParts([joining(numbered(9))], write)).resolves.toEqual([
      { ok: true, wrote: true, refused: new Map() },
    ]);
    expect(writes()).toBe(1);
  });

  it('gets all members but the one at fault, in few writes', async () => {
    const { write, writes, members } = group(new Set(['u617']));

    const [outcome] = await changeInParts([joining(numbered(1_000))], write);

    expect(outcome).toMatchObject({ ok: true, wrote: true });
    expect(outcome?.ok === true && [...outcome.refused.keys()]).toEqual(['u617']);
    expect(members.size).toBe(999);
    expect(writes()).toBeLessThanOrEqual(22);
  });

  it('is written once more where the answer names the members at fault', async () => {
    const { write, writes, members } = group(new Set(['a/b', 'u3']), true);

    const [outcome] = await changeInParts([joining(['a/b', ...numbered(9)])], write);

    expect(outcome?.ok === true && [...outcome.refused.keys()]).toEqual(['a/b', 'u3']);
    expect(members.size).toBe(8);
    expect(writes()).toBe(2);
  });

  it('has every member in or refused, whichever are at fault, in a bounded number of writes', async () => {
    const sets = fc.uniqueArray(fc.integer({ min: 0, max: 199 }), { maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(sets, fc.boolean(), async (numbers, isNamed) => {
        const bad = new Set(numbers.map((n) => `u${n}`));
        const { write, writes, members } = group(bad, isNamed);

        const [outcome] = await changeInParts([joining(numbered(200))], write);

        const refused = outcome?.ok === true ? outcome.refused : new Map<string, Error>();
        expect(writes()).toBeLessThanOrEqual(41);
        expect(new Set([...members, ...refused.keys()]).size).toBe(200);
        expect(members.size + refused.size).toBe(200);
        // Who is not at fault may have to wait for the next cycle, but is not told off.
        for (const [uid, error] of refused) if (!bad.has(uid)) expect(error).toBeInstanceOf(TransientError);
      }),
    );
  });

  it.each([
    ['with a single member', ['a'], new RefusedError('403')],
    ['for another reason', ['a', 'b'], new SenderError('no group')],
  ])('fails as a whole %s', async (_, add, error) => {
    let writes = 0;
    const write = (): Promise<WholeOutcome[]> => {
      writes += 1;
      return Promise.resolve([{ ok: false, error }]);
    };

    await expect(changeInParts([joining(add)], write)).resolves.toEqual([{ ok: false, error }]);
    expect(writes).toBe(1);
  });
});
