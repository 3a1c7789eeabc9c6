import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cyrusService, cyrusTool } from './cyrus-binaries.ts';
import { cyrusConf, type CyrusPorts, imapdConf, STATE_FOLDERS } from './cyrus-config.ts';
import { AS_CYRUS, createCyrusUser, type CyrusAddress, type CyrusUser } from './cyrus-user.ts';
import { dialog } from './line-dialog.ts';

export interface CyrusServer {
  address: CyrusAddress;
  createUser(): Promise<CyrusUser>;
  /** What the server wrote so far, apart from its indexer. Usually nothing: Cyrus logs to the system's syslog. */
  log(): string;
  /** Ends every process of the server and removes its folder. */
  stop(): Promise<void>;
}

const MASTER = cyrusService('master');
const START_ATTEMPTS = 3;
const START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 5_000;
const POLL_MS = 50;
const ENOUGH_MEMORY_BYTES = 512 * 1024 * 1024;

/** What keeps Cyrus from running here, as a sentence with what to do about it; undefined when nothing does. */
export function cyrusAvailable(): string | undefined {
  const missing = [
    MASTER,
    cyrusService('httpd'),
    cyrusTool('squatter'),
    '/usr/sbin/saslpasswd2',
    '/usr/bin/setpriv',
    '/usr/bin/flock',
  ];
  const absent = missing.filter((path) => !existsSync(path));
  if (absent.length > 0) {
    return `Cyrus IMAP is not installed (${absent.join(', ')} missing). Run scripts/install-cyrus.sh as root, or name its folders (CYRUS_LIBEXEC, CYRUS_SBIN).`;
  }
  if (process.getuid?.() !== 0)
    return 'Cyrus IMAP is started as the user cyrus, which only root may do. Run as root.';
  return undefined;
}

/** Starts a private Cyrus with JMAP, CardDAV, IMAP and LMTP on free ports of 127.0.0.1, and waits until all answer. */
export async function startCyrus(): Promise<CyrusServer> {
  const obstacle = cyrusAvailable();
  if (obstacle !== undefined) throw new Error(obstacle);
  const failures: unknown[] = [];
  while (failures.length < START_ATTEMPTS) {
    try {
      return await startOnce();
    } catch (error) {
      // Another program may have taken a port since it was found free: Cyrus does not mind, so start with other ports.
      failures.push(error);
    }
  }
  throw new AggregateError(
    failures,
    `Cyrus did not start in ${START_ATTEMPTS} attempts: ${String(failures.at(-1))}`,
  );
}

async function startOnce(): Promise<CyrusServer> {
  const address: CyrusAddress = {
    folder: await mkdtemp(join(stateRoot(), 'mailroom-cyrus-')),
    ports: await freePorts(),
    jwtSecret: randomBytes(32).toString('hex'),
  };
  await writeState(address);
  const master = spawnMaster(address.folder);
  const abandon = (): void => {
    killGroup(master);
    rmSync(address.folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', abandon);
  const server: CyrusServer = {
    address,
    createUser: () => createCyrusUser(address),
    log: () => readLog(address.folder),
    stop: async () => {
      await endMaster(master);
      process.removeListener('exit', abandon);
      await rm(address.folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  try {
    await waitUntilAllAnswer(address, master);
    return server;
  } catch (error) {
    const log = server.log();
    await server.stop();
    throw new Error(`${String(error)}${log === '' ? '' : `\nThe server wrote:\n${log}`}`, { cause: error });
  }
}

/** Cyrus calls fsync a lot: in memory it is several times faster, where there is enough (containers often have 64 MB). */
function stateRoot(): string {
  if (!existsSync('/dev/shm')) return tmpdir();
  const { bavail, bsize } = statfsSync('/dev/shm');
  return bavail * bsize >= ENOUGH_MEMORY_BYTES ? '/dev/shm' : tmpdir();
}

/** All are held open until the last is known, so that no two are equal. */
async function freePorts(): Promise<CyrusPorts> {
  const listeners = [createServer(), createServer(), createServer()];
  for (const listener of listeners) await once(listener.listen(0, '127.0.0.1'), 'listening');
  const [http = 0, imap = 0, lmtp = 0] = listeners.map(
    (listener) => (listener.address() as AddressInfo).port,
  );
  await Promise.all(listeners.map((listener) => once(listener.close(), 'close')));
  return { http, imap, lmtp };
}

async function writeState({ folder, ports, jwtSecret }: CyrusAddress): Promise<void> {
  for (const name of STATE_FOLDERS) await mkdir(join(folder, name), { recursive: true });
  const key = Buffer.from(jwtSecret).toString('base64');
  await writeFile(join(folder, 'imapd.conf'), imapdConf(folder));
  await writeFile(join(folder, 'cyrus.conf'), cyrusConf(folder, ports));
  await writeFile(
    join(folder, 'conf/jwt/k.pem'),
    `-----BEGIN HMAC KEY-----\n${key}\n-----END HMAC KEY-----\n`,
  );
  execFileSync('chown', ['-R', 'cyrus:mail', folder]);
}

function spawnMaster(folder: string): ChildProcess {
  const files = ['-C', `${folder}/imapd.conf`, '-M', `${folder}/cyrus.conf`, '-p', `${folder}/master.pid`];
  // Should this process be killed, the server is not to outlive it.
  const [program, ...args] = [
    ...AS_CYRUS,
    '--pdeathsig=TERM',
    MASTER,
    ...files,
    '-L',
    `${folder}/master.log`,
  ];
  // Its own process group (detached), so that all of its children can be ended with it.
  return spawn(program, args, { detached: true, stdio: 'ignore' });
}

async function waitUntilAllAnswer(address: CyrusAddress, master: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      const { user, token } = await createCyrusUser(address);
      await expectJmap(address.ports.http, token);
      await expectLmtp(address.ports.lmtp, user);
      return;
    } catch (error) {
      if (master.exitCode !== null) throw new Error(`Cyrus ended with exit code ${master.exitCode}`);
      if (Date.now() > deadline) throw error;
    }
    await sleep(POLL_MS);
  }
}

/** Only this very server accepts a token that is signed with its secret. */
async function expectJmap(port: number, token: string): Promise<void> {
  const url = `http://127.0.0.1:${port}/jmap/`;
  const { status } = await fetch(url, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(5_000),
  });
  if (status !== 200) throw new Error(`GET ${url} answered ${status}`);
}

/** Only this very server knows the user as a recipient. */
const expectLmtp = (port: number, user: string): Promise<string[]> =>
  dialog(port, [
    { until: /^220 / },
    { send: 'LHLO localhost', until: /^250 / },
    { send: 'MAIL FROM:<>', until: /^250 / },
    { send: `RCPT TO:<${user}>`, until: /^250 / },
    { send: 'QUIT', until: /^221 / },
  ]);

async function endMaster(master: ChildProcess): Promise<void> {
  if (master.exitCode === null && master.signalCode === null) {
    const ended = once(master, 'exit');
    master.kill('SIGTERM');
    await Promise.race([ended, sleep(STOP_TIMEOUT_MS, undefined, { ref: false })]);
  }
  killGroup(master);
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

function readLog(folder: string): string {
  const path = join(folder, 'master.log');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  // The indexer tells of every mailbox that it indexes.
  return lines.filter((line) => line !== '' && !line.startsWith('cyrus/squatter')).join('\n');
}
