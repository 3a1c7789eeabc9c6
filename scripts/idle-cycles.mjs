// Runs the service for so many cycles without the wait between them, and writes down the memory as it goes:
//   node scripts/idle-cycles.mjs CYCLES SAMPLES
// The account is in the environment, as for `mailroom run`. Prints a JSON array of { cycle, heap, anon }, in MiB.
import { importTs } from './import-ts.mjs';
import { memoryOf, MIB } from './process-memory.mjs';

const [cycles, samples] = process.argv.slice(2).map(Number);
const { run } = await importTs('src/commands/run.ts');

const stop = new globalThis.AbortController();
const taken = [];
let cycle = 0;

async function insteadOfSleep() {
  cycle += 1;
  if (cycle % (cycles / samples) === 0) {
    taken.push({ cycle, heap: process.memoryUsage().heapUsed / MIB, anon: memoryOf(process.pid).anon });
  }
  if (cycle === cycles) stop.abort();
}

const failures = [];
const stdout = { write: (line) => JSON.parse(line).level === 'error' && failures.push(line) };
const exitCode = await run({ env: process.env, stdout, stderr: stdout, signal: stop.signal }, insteadOfSleep);
if (exitCode !== 0 || failures.length > 0) throw new Error(`The service failed: ${failures.join('')}`);
console.log(JSON.stringify(taken));
