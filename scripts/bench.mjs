// Measures what cycles cost: requests, bytes, time, processor time and memory, against an account in memory.
//   npm run bench                            everything, some 15 minutes
//   npm run bench -- --quick                 some cases, without waiting
//   npm run bench -- --record                records the counts of all cases, with which those of later runs are compared
//   npm run bench -- --only '50x20$' --latency 50 --trace
// --only takes a regular expression for "carddav, 50x20"; --latency milliseconds, several with commas; --json FILE gets all
// figures; --trace prints each request; --profile FOLDER gets a CPU profile of each run. Exits 1 when a target that is
// counted is missed, or a count has grown: never for time or memory. Linux only (/proc).
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath, URL } from 'node:url';
import { parseArgs } from 'node:util';
import { measureCase } from './bench/measure.mjs';
import { importTs } from './import-ts.mjs';

const BASELINE = fileURLToPath(new URL('bench/baseline.json', import.meta.url));
const PROGRAM = 'dist/mailroom.js';
/** Where nothing but counts is of interest. */
const COUNTED_AT_ONCE = 4;
const LARGEST_INPUTS = 10;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    latency: { type: 'string' },
    json: { type: 'string' },
    profile: { type: 'string' },
  },
});
const isCounted = options.quick || options.record;
if (options.record && (options.quick || options.only !== ''))
  throw new Error('--record needs all cases: leave out --quick and --only');

const { metafile } = await import('./build.mjs');
const { CASES, expectedCounts, measuredCycle } = await importTs('scripts/bench/cases.ts');
const { floorOf, roundTripsOf } = await importTs('scripts/bench/floor.ts');
const { FASTMAIL_LIMITS } = await importTs('src/sandbox/store/options.ts');
const { checkTargets } = await importTs('scripts/bench/targets.ts');
const { baselineOf, compare } = await importTs('scripts/bench/baseline.ts');
const { bundleTable, resultTable, targetTable } = await importTs('scripts/bench/table.ts');

const latencies = isCounted ? [0] : options.latency?.split(',').map(Number);
const only = new RegExp(options.only);
const runs = CASES.filter(
  (one) => only.test(`${one.contacts}, ${one.name}`) && (one.isQuick || !options.quick),
).flatMap((one) => (latencies ?? one.latenciesMs).map((latencyMs) => ({ ...one, latencyMs })));
if (runs.length === 0) throw new Error('--only fits no case');
if (!runs.every(({ latencyMs }) => latencyMs >= 0)) throw new Error('--latency takes milliseconds');

const stop = new globalThis.AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => stop.abort(`Ended by ${name}`));

async function measure({ name, contacts, work, latencyMs }) {
  const figures = await measureCase(
    {
      work,
      contacts,
      latencyMs,
      cycle: measuredCycle(work),
      expected: expectedCounts(work),
      profileFolder: options.profile,
    },
    stop.signal,
  );
  const steps = floorOf(work, contacts, { ...FASTMAIL_LIMITS, connections: 4 });
  const { requests, wallSeconds } = figures;
  console.error(`${contacts}, ${name}, ${latencyMs} ms: ${requests} requests, ${wallSeconds.toFixed(1)} s`);
  return { name, contacts, work, latencyMs, ...figures, floorRoundTrips: roundTripsOf(steps), floor: steps };
}

/** Answers in the order of the runs. What goes wrong with one ends the others. */
async function measureAll(atOnce) {
  const results = [];
  const queue = runs.entries();
  const work = async () => {
    for (const [index, run] of queue) results[index] = await measure(run);
  };
  const workers = Array.from({ length: atOnce }, () =>
    work().catch((error) => {
      stop.abort(error);
      throw error;
    }),
  );
  const ended = await Promise.allSettled(workers);
  for (const { reason } of ended) if (reason !== undefined) throw stop.signal.reason;
  return results;
}

function printTrace({ name, contacts, latencyMs, exchanges }) {
  console.log(`\n${contacts}, ${name}, ${latencyMs} ms: begun and ended in ms, bytes sent and received\n`);
  const [{ startedAt: origin }] = exchanges;
  for (const { method, path, methods, startedAt, endedAt, sent, received } of exchanges) {
    const times = [startedAt, endedAt].map((at) => (at - origin).toFixed(0).padStart(6)).join(' ');
    const bytes = [sent, received].map((count) => String(count).padStart(8)).join(' ');
    console.log(`${times} ${bytes} ${methods.length > 0 ? methods.join(' + ') : `${method} ${path}`}`);
  }
}

/** Says what differs; true when a count has grown, or cannot be compared. */
function isWorseThanRecorded(results) {
  const { grown, shrunk, unknown } = compare(JSON.parse(readFileSync(BASELINE, 'utf8')), results);
  if (grown.length > 0) console.log(`\nGrown:\n${grown.join('\n')}`);
  if (unknown.length > 0) console.log(`\nCannot be compared:\n${unknown.join('\n')}`);
  if (shrunk.length > 0) console.log(`\nLess than recorded:\n${shrunk.join('\n')}`);
  if (grown.length + unknown.length + shrunk.length > 0)
    console.log('\nIf that is meant, record it: npm run bench -- --record');
  else console.log('\nAll counts are as recorded.');
  return grown.length + unknown.length > 0;
}

const results = await measureAll(isCounted ? COUNTED_AT_ONCE : 1).catch((error) => {
  console.error(error);
  process.exit(1);
});
const checks = checkTargets(results);
console.log(`Node ${process.versions.node}\n`);
for (const contacts of new Set(results.map((result) => result.contacts)))
  console.log(
    `Contacts: ${contacts}\n\n${resultTable(results.filter((one) => one.contacts === contacts))}\n`,
  );
console.log(
  'kB: headers and bodies. trips: dependent round trips that the protocols need; floor: the time they take.',
);
console.log(
  '×: wall time in floors. CPU, anon (peak of private memory) and RSS (of resident): of the Mailroom process.\n',
);
console.log(targetTable(checks));
if (options.trace) results.forEach(printTrace);

const kilobytes = (statSync(PROGRAM).size / 1000).toFixed(1);
const { inputs } = metafile.outputs[PROGRAM];
console.log(`\n${PROGRAM}: ${kilobytes} kB\n\n${bundleTable(inputs, LARGEST_INPUTS)}`);

if (options.json !== undefined) {
  const node = process.versions.node;
  const withoutExchanges = (key, value) => (key === 'exchanges' ? undefined : value);
  const all = JSON.stringify({ node, results, targets: checks }, withoutExchanges, 2);
  writeFileSync(options.json, `${all}\n`);
}
const isMissed = checks.some((check) => check.isExact && check.isMissed);
if (options.record) writeFileSync(BASELINE, `${JSON.stringify(baselineOf(results), null, 2)}\n`);
const isWorse = !options.record && isWorseThanRecorded(results);
if (isMissed || isWorse) process.exitCode = 1;
