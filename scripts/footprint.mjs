// Measures what `mailroom run` needs, with the Node that runs this script, against an account in memory:
//   npm run footprint
// Prints the table of docs/performance.md for it. Exits 1 when a target is missed. Linux only (/proc).
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { importTs } from './import-ts.mjs';
import { cpuSecondsOf, memoryOf } from './process-memory.mjs';

const RUNS = 3;
const SWEPT_MAILS = 10_000;
const IDLE_CYCLES = 2_000;
const SAMPLES = 2;
const PHOTOS = [
  { contacts: 12, photoBytes: 2_000_000 },
  { contacts: 30, photoBytes: 700_000 },
  { contacts: 100, photoBytes: 250_000 },
];
const LARGE_BOOK = { contacts: 20_000, labelled: 5 };

const { GROUPS } = await importTs('scripts/bench/cases.ts');
const { MAILBOXES } = await importTs('scripts/bench/fill-account.ts');
const { startSandbox } = await importTs('src/sandbox/sandbox.ts');
const sandbox = await startSandbox();

function makeAccount() {
  const account = sandbox.createAccount();
  for (const name of MAILBOXES) account.addMailbox(name);
  for (const name of GROUPS) account.addGroup(name);
  return account;
}

const environment = ({ username, password, token }) => ({
  PATH: process.env.PATH,
  MAILROOM_JMAP_URL: sandbox.jmapUrl,
  MAILROOM_JMAP_TOKEN: token,
  MAILROOM_CONTACTS: 'carddav',
  MAILROOM_CARDDAV_URL: sandbox.cardDavUrl,
  MAILROOM_CARDDAV_USERNAME: username,
  MAILROOM_CARDDAV_PASSWORD: password,
  MAILROOM_HEALTH_PORT: '0',
  MAILROOM_LOG_LEVEL: 'debug',
  MAILROOM_POLL_INTERVAL: '1',
});

/** Runs the service until it has logged an event so often; `observe` is given its process id. */
async function withService(account, event, times, observe) {
  const env = environment(account);
  const service = spawn(process.execPath, ['dist/mailroom.js', 'run'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(service, 'exit');
  try {
    return await observe(service.pid, async () => {
      let seen = 0;
      for await (const line of createInterface({ input: service.stdout })) {
        const { event: name, level } = JSON.parse(line);
        if (level === 'error') throw new Error(line);
        if (name === event && (seen += 1) === times) return;
      }
      throw new Error('The service ended');
    });
  } finally {
    service.kill('SIGKILL');
    await ended;
  }
}

async function measureStart() {
  const account = makeAccount();
  return withService(account, 'cycle_idle', 5, async (pid, finished) => {
    let cpuSeconds;
    sandbox.onRequest = ({ jmapMethods }) => {
      if (jmapMethods.includes('Mailbox/changes')) cpuSeconds ??= cpuSecondsOf(pid);
      return undefined;
    };
    await finished();
    sandbox.onRequest = undefined;
    return { cpuSeconds, ...memoryOf(pid) };
  });
}

async function measureSweep() {
  const account = makeAccount();
  const mails = Array.from({ length: SWEPT_MAILS }, (_, n) =>
    account.addMail({ from: 'Ann Other <ann@x.example>', subject: `Mail ${n}`, mailboxes: ['Screener'] }),
  );
  account.moveMail(mails[0], { add: ['@ToFeed'] });
  return withService(account, 'cycle_done', 1, peakUntil);
}

/** Senders that are contacts by now, with photos of so many bytes as they stand in the card, all labelled at once. */
async function measureContacts({ contacts, photoBytes = 0, labelled = contacts }) {
  const account = makeAccount();
  const photo = `PHOTO;ENCODING=b;TYPE=JPEG:${'QUJD'.repeat(photoBytes / 4)}`.replace(
    /(.{74})(?=.)/g,
    '$1\r\n ',
  );
  for (let n = 0; n < contacts; n += 1) {
    const lines = [`UID:contact-${n}`, `FN:Sender ${n}`, 'N:;;;;', `EMAIL;TYPE=HOME:sender${n}@x.example`];
    if (photoBytes > 0) lines.push(photo);
    account.addCard(['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD'].join('\r\n'));
  }
  for (let n = 0; n < labelled; n += 1)
    account.addMail({ from: `sender${n}@x.example`, subject: 'Mail', mailboxes: ['Screener', '@ToFeed'] });
  return withService(account, 'cycle_done', 1, peakUntil);
}

async function peakUntil(pid, finished) {
  let anon = 0;
  const sampling = setInterval(() => (anon = Math.max(anon, memoryOf(pid).anon)), 10);
  await finished().finally(() => clearInterval(sampling));
  await sleep(100);
  return { anon: Math.max(anon, memoryOf(pid).anon), rss: memoryOf(pid).peakRss };
}

async function measureIdleCycles() {
  const args = ['scripts/idle-cycles.mjs', IDLE_CYCLES, SAMPLES].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: environment(makeAccount()) });
  const taken = JSON.parse(stdout);
  // The first half is not counted: V8 is still compiling then what turns out to be used a lot.
  const [early, late] = taken;
  return { heapGrowth: late.heap - early.heap, anonGrowth: late.anon - early.anon };
}

async function highestOf(measure) {
  const all = [];
  for (let run = 0; run < RUNS; run += 1) all.push(await measure());
  return Object.fromEntries(Object.keys(all[0]).map((key) => [key, Math.max(...all.map((one) => one[key]))]));
}

const start = await highestOf(measureStart);
const peak = await highestOf(measureSweep);
const photos = [];
for (const given of PHOTOS) photos.push({ ...given, ...(await highestOf(() => measureContacts(given))) });
const largeBook = await highestOf(() => measureContacts(LARGE_BOOK));
const growth = await measureIdleCycles();
await sandbox.close();

const rows = [
  ['idle: private memory', start.anon, 'MiB', 30],
  ['idle: resident memory', start.rss, 'MiB'],
  [`peak of a ${SWEPT_MAILS}-mail sweep: private memory`, peak.anon, 'MiB', 48],
  [`peak of a ${SWEPT_MAILS}-mail sweep: resident memory`, peak.rss, 'MiB'],
  ...photos.map(({ contacts, photoBytes, anon }) => [
    `peak with ${contacts} photos of ${photoBytes / 1_000_000} MB: private memory`,
    anon,
    'MiB',
    64,
  ]),
  [`peak with ${LARGE_BOOK.contacts} contacts: private memory`, largeBook.anon, 'MiB', 64],
  ['start to first poll: processor time', start.cpuSeconds, 's', 0.5],
  [
    `idle cycles ${IDLE_CYCLES / 2} to ${IDLE_CYCLES}: growth of the heap in use`,
    growth.heapGrowth,
    'MiB',
    1,
  ],
  [`idle cycles ${IDLE_CYCLES / 2} to ${IDLE_CYCLES}: growth of private memory`, growth.anonGrowth, 'MiB', 2],
];
console.log(`| | Node ${process.versions.node} | target |\n| --- | --- | --- |`);
for (const [what, value, unit, target] of rows) {
  const isMissed = target !== undefined && value > target;
  if (isMissed) process.exitCode = 1;
  console.log(
    `| ${what} | ${value.toFixed(unit === 's' ? 2 : 1)} ${unit} | ${target === undefined ? '' : `${target} ${unit}`}${isMissed ? ' **missed**' : ''} |`,
  );
}
