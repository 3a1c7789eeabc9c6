// Random users, a random network and a Mailroom that is killed now and then, against accounts in memory:
//   npm run soak -- --cycles 5000 [--seed 1]
// Checks the rules after every request. Prints what ran, and memory and sockets early and late. Exits 1 with the seed and
// the cycle when a rule is broken, or when memory or sockets grow.
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { importTs } from './import-ts.mjs';
import { MIB } from './process-memory.mjs';

const HEAP_GROWTH_LIMIT = 4;

const { values } = parseArgs({
  options: { cycles: { type: 'string', default: '5000' }, seed: { type: 'string' } },
});
const cycles = Number(values.cycles);
const seed = Number(values.seed ?? randomInt(2 ** 31));
if (!(cycles > 0) || !Number.isInteger(seed)) throw new Error('--cycles and --seed take whole numbers');

const { soakOneUser } = await importTs('test/crash/soak.ts');
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

async function sample() {
  // Sockets of the last user that are closed are still counted for a moment.
  await sleep(100);
  collectGarbage();
  const sockets = process.getActiveResourcesInfo().filter((name) => /TCP/.test(name)).length;
  return { heap: process.memoryUsage().heapUsed / MIB, sockets };
}

const counts = {
  cycles: 0,
  requests: 0,
  checks: 0,
  faults: 0,
  kills: 0,
  twoAtOnce: 0,
  userActions: 0,
  triaged: 0,
};
let users = 0;
let early;
console.log(`soak: seed ${seed}`);
try {
  while (counts.cycles < cycles) {
    await soakOneUser(seed + users, counts);
    users += 1;
    // Not from the start: V8 is still compiling then.
    if (early === undefined && counts.cycles >= cycles / 4) early = await sample();
  }
} catch (error) {
  console.error(error);
  console.error(`To repeat it: npm run soak -- --cycles 1 --seed ${seed + users}`);
  process.exit(1);
}
const late = await sample();
const { triaged, userActions, twoAtOnce, ...rest } = counts;
console.log(
  `users: ${users}, ${Object.entries(rest)
    .map(([name, count]) => `${name}: ${count}`)
    .join(
      ', ',
    )}, two at once: ${twoAtOnce}, user actions: ${userActions}, senders triaged: ${triaged}, rules broken: 0`,
);
console.log(`heap after a quarter: ${early.heap.toFixed(1)} MiB, at the end: ${late.heap.toFixed(1)} MiB`);
console.log(`open sockets after a quarter: ${early.sockets}, at the end: ${late.sockets}`);
if (late.heap - early.heap > HEAP_GROWTH_LIMIT || late.sockets > early.sockets) {
  console.error('Memory or sockets grow');
  process.exitCode = 1;
}
