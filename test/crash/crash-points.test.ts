import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fate } from './in-process-http.ts';
import { endState } from './invariants.ts';
import { Lab } from './lab.ts';
import { ofThisPart, WORLDS } from './worlds.ts';

const KINDS: readonly [name: string, fate: Fate][] = [
  ['the connection drops before the server did the work', 'dropBefore'],
  ['the connection drops after the server did the work', 'dropAfter'],
  ['the process is killed before the server did the work', 'killBefore'],
  ['the process is killed after the server did the work', 'killAfter'],
];

let crashes = 0;
let checks = 0;
afterAll(() => console.log(`crash points: ${crashes}, checks of the account after a request: ${checks}`));

describe.each(ofThisPart(WORLDS))('$name', (world) => {
  let clean: unknown;
  let requests = 0;

  beforeAll(async () => {
    const lab = new Lab(world);
    ({ requests } = await lab.run());
    clean = endState(lab.account);
  });

  it('is triaged by a clean run', async () => {
    const lab = new Lab(world);
    const before = lab.account.snapshot();

    expect(await lab.run()).toMatchObject({ isIdle: true });

    for (const [address, destination] of Object.entries(world.triaged)) {
      const { mails, groups } = lab.account.snapshot();
      const theirs = mails.filter(({ from }) => from === address);
      expect(
        theirs.flatMap(({ mailboxes }) => mailboxes).filter((name) => /^(@To|Screener)/.test(name)),
      ).toEqual([]);
      for (const mailbox of destination.mailboxes)
        expect(theirs.some(({ mailboxes }) => mailboxes.includes(mailbox))).toBe(true);
      for (const group of destination.groups) expect(groups[group]?.length).toBeGreaterThan(1);
    }
    expect(lab.account.snapshot()).not.toEqual(before);
  });

  it.each(KINDS)('ends the same when %s, at every request', async (_, fate) => {
    for (let crashAt = 1; crashAt <= requests; crashAt += 1) {
      const lab = new Lab(world);

      await lab.run((request) => (request === crashAt ? fate : 'passes'));
      await lab.runUntilIdle();

      expect(endState(lab.account), `crash at request ${crashAt}`).toEqual(clean);
      crashes += 1;
      checks += lab.invariants.checks;
    }
  });
});
