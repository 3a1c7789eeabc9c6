import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fate } from './in-process-http.ts';
import { CONVERSATION_WORLDS } from './conversation-worlds.ts';
import { endState } from './invariants.ts';
import { Lab } from './lab.ts';
import { seededRandom } from './seeded-random.ts';
import { SenderLives, StateCounts } from './sender-states.ts';
import { ofThisPart } from './worlds.ts';

const SEED = Number(process.env.CRASH_SEED ?? 20_260_101);
const RANDOM_RUNS = 12;
/** So many processes meet faults before one may work in peace. */
const FAULTY_PROCESSES = 4;

const labelledMails = ({ account }: Lab): string[] =>
  account
    .snapshot()
    .mails.filter(({ mailboxes }) => mailboxes.some((name) => name.startsWith('@To')))
    .map(({ id }) => id);

/** Runs a process; answers with the numbers of the requests that changed mail. */
async function requestsThatWriteMail(lab: Lab): Promise<number[]> {
  const states: string[] = [];
  await lab.run(() => {
    states.push(lab.account.mail.state);
    return 'passes';
  });
  states.push(lab.account.mail.state);
  return states.flatMap((state, index) => (index > 0 && state !== states[index - 1] ? [index] : []));
}

const subsets = <T>(items: readonly T[]): T[][] =>
  items.reduce<T[][]>((found, item) => [...found, ...found.map((subset) => [...subset, item])], [[]]);

let runs = 0;
const cuts = new StateCounts();
afterAll(() => {
  console.log(`refusals, cuts and kills in conversations: ${runs} (seed ${SEED})`);
  console.log(`the last cut: ${String(cuts)}`);
});

describe.each(ofThisPart(CONVERSATION_WORLDS))('with $name', (world) => {
  let clean: unknown;
  let writes: number[] = [];

  beforeAll(async () => {
    const lab = new Lab(world);
    writes = await requestsThatWriteMail(lab);
    clean = endState(lab.account);
  });

  const expectSameEnd = async (lab: Lab, name: string): Promise<void> => {
    await lab.runUntilIdle();
    const lives = new SenderLives(Object.keys(world.triaged), lab.account.snapshot());
    const states = lab.cut === undefined ? '' : `, cut with ${cuts.add(lives.statesIn(lab.cut))}`;
    expect(endState(lab.account), name + states).toEqual(clean);
    runs += 1;
  };

  it.each([true, false])(
    'ends the same when the server refuses any of the label changes, of any request, and the process is killed: %s',
    async (thenKill) => {
      for (const refuse of subsets(labelledMails(new Lab(world)))) {
        for (const refuseAt of writes) {
          const lab = new Lab(world);

          await lab.run((request) => (request === refuseAt ? { refuse, thenKill } : 'passes'));

          await expectSameEnd(lab, `${refuse.join()} refused at request ${refuseAt}`);
        }
      }
    },
  );

  it('ends the same when the server refuses some for as long as the process lives', async () => {
    for (const refuse of subsets(labelledMails(new Lab(world)))) {
      const lab = new Lab(world);

      await lab.run(() => ({ refuse, thenKill: false }));

      await expectSameEnd(lab, `${refuse.join()} refused`);
    }
  });

  it('ends the same after faults at random', async () => {
    for (let n = 0; n < RANDOM_RUNS; n += 1) {
      const random = seededRandom(SEED + n);
      const lab = new Lab(world);
      const ids = labelledMails(lab);
      const fate = (): Fate => {
        if (random() < 0.5) return { refuse: ids.filter(() => random() < 0.5), thenKill: random() < 0.1 };
        if (random() < 0.8) return 'passes';
        const faults: Fate[] = ['dropBefore', 'dropAfter', 'killBefore', 'killAfter'];
        return faults[Math.floor(random() * faults.length)] ?? 'passes';
      };

      for (let process = 0; process < FAULTY_PROCESSES; process += 1) await lab.run(fate);

      await expectSameEnd(lab, `seed ${SEED + n}`);
    }
  });
});
