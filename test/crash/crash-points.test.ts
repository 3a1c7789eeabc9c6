import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fate } from './in-process-http.ts';
import { endState } from './invariants.ts';
import { Lab } from './lab.ts';
import { fallenBack, SenderLives, StateCounts } from './sender-states.ts';
import { ofThisPart, WORLDS } from './worlds.ts';

const KINDS: readonly [name: string, fate: Fate][] = [
  ['the connection drops before the server did the work', 'dropBefore'],
  ['the connection drops after the server did the work', 'dropAfter'],
  ['the process is killed before the server did the work', 'killBefore'],
  ['the process is killed after the server did the work', 'killAfter'],
];

const counts = new Map(KINDS.map(([kind]) => [kind, new StateCounts()]));
const countsOf = (kind: string): StateCounts => counts.get(kind)!;

let crashes = 0;
let checks = 0;
afterAll(() => {
  console.log(`crash points: ${crashes}, checks of the account after a request: ${checks}`);
  for (const [kind, count] of counts) console.log(`${kind}: ${String(count)}`);
});

describe.each(ofThisPart(WORLDS))('$name', (world) => {
  const clean = new Lab(world);
  let requests = 0;

  beforeAll(async () => {
    ({ requests } = await clean.run());
  });

  it('is triaged by a clean run', async () => {
    const lab = new Lab(world);
    const before = lab.account.snapshot();

    expect(await lab.run()).toMatchObject({ isIdle: true });

    for (const [address, destination] of Object.entries(world.triaged)) {
      const { mails, groups } = lab.account.snapshot();
      const theirs = mails.filter(({ from }) => from === address);
      expect(
        theirs
          .flatMap(({ mailboxes }) => mailboxes)
          .filter((name) => /^(@To|Screener)/.test(name) && !destination.mailboxes.includes(name)),
      ).toEqual([]);
      for (const mailbox of destination.mailboxes)
        expect(theirs.some(({ mailboxes }) => mailboxes.includes(mailbox))).toBe(true);
      for (const group of destination.groups) expect(groups[group]?.length).toBeGreaterThan(1);
    }
    expect(lab.account.snapshot()).not.toEqual(before);
  });

  it.each(KINDS)('ends the same when %s, at every request', async (kind, fate) => {
    const lives = new SenderLives(Object.keys(world.triaged), clean.account.snapshot());
    for (let crashAt = 1; crashAt <= requests; crashAt += 1) {
      const lab = new Lab(world);
      const fallen = watch(lab, lives);

      await lab.run((request) => (request === crashAt ? fate : 'passes'));
      const crash = `crash at request ${crashAt}, ${countsOf(kind).add(lives.statesIn(lab.cut!))}`;
      await lab.runUntilIdle();

      expect(endState(lab.account), crash).toEqual(endState(clean.account));
      expect(fallen, crash).toEqual([]);
      crashes += 1;
      checks += lab.invariants.checks;
    }
  });
});

describe('in each state of a sender’s life', () => {
  it.each(KINDS)('there was a moment when %s', (kind) => {
    expect(countsOf(kind).missed()).toEqual([]);
  });
});

/** Finds senders whose triage has come less far after a request than before it. */
function watch(lab: Lab, lives: SenderLives): string[] {
  const fallen: string[] = [];
  let before = lives.statesIn(lab.account.snapshot());
  lab.onChange = (account) => {
    const now = lives.statesIn(account);
    fallen.push(...fallenBack(before, now));
    before = now;
  };
  return fallen;
}
