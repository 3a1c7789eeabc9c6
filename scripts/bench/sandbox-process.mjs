// The mail provider of one case, as a process of its own: node sandbox-process.mjs '{"work":…,"latencyMs":50}'
// Tells its parent over IPC when it can be connected to (`ready`) and when a cycle begins (`scan`), and is asked for what
// was exchanged in a cycle (`report`). Ends with its parent.
import { setTimeout as sleep } from 'node:timers/promises';
import { importTs } from '../import-ts.mjs';
import { recordExchanges } from './wire.mjs';

process.once('disconnect', () => process.exit());
const { work, latencyMs } = JSON.parse(process.argv[2]);
const exchanges = recordExchanges();
const { startSandbox } = await importTs('src/sandbox/sandbox.ts');
const { fillAccount } = await importTs('scripts/bench/fill-account.ts');

/** The port is part of every request, in Host, so it always has the same number of digits. */
async function startOnLongPort() {
  const sandbox = await startSandbox();
  if (new globalThis.URL(sandbox.jmapUrl).port.length === 5) return sandbox;
  await sandbox.close();
  return startOnLongPort();
}

const sandbox = await startOnLongPort();
const account = sandbox.createAccount({
  username: 'user@sandbox.example',
  password: 'password',
  token: 'token',
});
const putLabelsOn = fillAccount(account, work);

/** Where each cycle begins among the exchanges. What is before the first one is connecting. */
const begins = [0];
const isScan = (methods) =>
  ['Email/query', 'Email/get', 'Mailbox/changes'].every((name, n) => methods[n] === name);
let asked = 0;
sandbox.onRequest = ({ jmapMethods }) => {
  exchanges[asked].methods = jmapMethods;
  if (isScan(jmapMethods)) {
    begins.push(asked);
    process.send({ kind: 'scan', cycle: begins.length - 1 });
  }
  asked += 1;
  return undefined;
};
// Between the first cycle, which so finds nothing, and the second.
sandbox.afterRequest = ({ jmapMethods }) => {
  if (isScan(jmapMethods) && begins.length === 2) putLabelsOn();
};
sandbox.latencyMs = latencyMs;

process.on('message', async ({ cycle }) => {
  const found = exchanges.slice(begins[cycle], begins[cycle + 1]);
  // The client may have an answer before this process has heard that it is out.
  while (found.some(({ received }) => received === undefined)) await sleep(5);
  process.send({ kind: 'report', exchanges: found, cpuSeconds: process.cpuUsage().user / 1e6 });
});
process.send({
  kind: 'ready',
  environment: {
    MAILROOM_JMAP_URL: sandbox.jmapUrl,
    MAILROOM_JMAP_TOKEN: account.token,
    MAILROOM_CARDDAV_URL: sandbox.cardDavUrl,
    MAILROOM_CARDDAV_USERNAME: account.username,
    MAILROOM_CARDDAV_PASSWORD: account.password,
  },
});
