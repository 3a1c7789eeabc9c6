import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endState } from './invariants.ts';
import { Lab, type Script } from './lab.ts';
import { seededRandom } from './seeded-random.ts';
import { SenderLives, StateCounts } from './sender-states.ts';
import { ofThisPart, WORLDS } from './worlds.ts';

/** Orders of the first so many requests are all tried. */
const EXHAUSTIVE_DEPTH = 4;
const RANDOM_ORDERS = 16;
const SEED = Number(process.env.CRASH_SEED ?? 20_260_101);

/** Which of two processes may send its next request. */
type Order = (turn: number) => 0 | 1;

/**
 * Lets two processes send one request at a time, in a given order. Each waits at its next request until it is its turn;
 * a process that has ended leaves the turns to the other. Tells when one overtakes the other.
 */
async function interleave(lab: Lab, order: Order, onOvertaken: () => void): Promise<void> {
  const waiting: [(() => void)[], (() => void)[]] = [[], []];
  const hasEnded: [boolean, boolean] = [false, false];
  const process = async (which: 0 | 1): Promise<void> => {
    const waitForTurn: Script = () => new Promise((resolve) => waiting[which].push(() => resolve('passes')));
    await lab.run(waitForTurn).finally(() => {
      hasEnded[which] = true;
    });
  };
  const both = Promise.all([process(0), process(1)]);
  let last: 0 | 1 | undefined;
  for (let turn = 0; !(hasEnded[0] && hasEnded[1]); turn += 1) {
    // Everything is in this process, so once the event loop is idle each process waits for its turn, or has ended.
    await quiet();
    const wanted = order(turn);
    const next = waiting[wanted].length > 0 ? wanted : wanted === 0 ? 1 : 0;
    if (last !== undefined && next !== last && !hasEnded[last]) onOvertaken();
    last = next;
    waiting[next].shift()?.();
  }
  await both;
}

async function quiet(): Promise<void> {
  for (let ticks = 0; ticks < 3; ticks += 1) await new Promise((resolve) => setImmediate(resolve));
}

let orders = 0;
const overtaken = new StateCounts();
afterAll(() => {
  console.log(`interleavings of two processes: ${orders} (seed ${SEED})`);
  console.log(`one process overtaken by the other: ${String(overtaken)}`);
});

const ONE_PAGE = ofThisPart(WORLDS).filter(({ limits }) => limits === undefined);

describe.each(ONE_PAGE)('two processes on $name', (world) => {
  const clean = new Lab(world);
  let lives: SenderLives;

  beforeAll(async () => {
    await clean.run();
    lives = new SenderLives(Object.keys(world.triaged), clean.account.snapshot());
  });

  const expectSameEnd = async (order: Order, name: string): Promise<void> => {
    const lab = new Lab(world);
    let states = '';
    await interleave(lab, order, () => {
      states = overtaken.add(lives.statesIn(lab.account.snapshot()));
    });
    await lab.runUntilIdle();
    expect(endState(lab.account), `${name}, at last overtaken with ${states}`).toEqual(
      endState(clean.account),
    );
    orders += 1;
  };

  it('end the same in every order of their first requests', async () => {
    // Both connect first; what matters begins with the scan.
    for (let bits = 0; bits < 2 ** EXHAUSTIVE_DEPTH; bits += 1) {
      await expectSameEnd(
        (turn) =>
          turn < CONNECTING
            ? ((turn % 2) as 0 | 1)
            : (((bits >> ((turn - CONNECTING) % EXHAUSTIVE_DEPTH)) & 1) as 0 | 1),
        `order ${bits.toString(2)}`,
      );
    }
  });

  it('end the same in random orders', async () => {
    for (let n = 0; n < RANDOM_ORDERS; n += 1) {
      const random = seededRandom(SEED + n);
      await expectSameEnd(() => (random() < 0.5 ? 0 : 1), `seed ${SEED + n}`);
    }
  });
});

it('one process was overtaken in each state of a sender’s life', () => {
  expect(overtaken.missed()).toEqual([]);
});

/** Requests that two processes need to connect. */
const CONNECTING = 18;
