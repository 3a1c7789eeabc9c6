import { connect } from '../../src/account/connect.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { type Fault } from '../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Connection } from '../../src/account/connection.ts';
import { runLoggedCycle } from '../../src/service/run-cycle.ts';
import { routeByGroup } from './lab.ts';
import { seededRandom } from './seeded-random.ts';
import { groupsOf, isConflict, isUsable, SoakRules } from './soak-rules.ts';
import { furnish, randomUser, type RandomUser } from './soak-user.ts';

const CYCLES_OF_UNREST = 40;
const CYCLES_TO_REST = 12;

export interface SoakCounts {
  cycles: number;
  requests: number;
  checks: number;
  faults: number;
  kills: number;
  /** Cycles beside which another process ran one. */
  twoAtOnce: number;
  userActions: number;
  triaged: number;
}

const FAULTS: readonly Fault[] = [
  { kind: 'drop', when: 'before' },
  { kind: 'drop', when: 'after' },
  { kind: 'truncate', bytes: 10 },
  ...[401, 429, 500, 503].map((status): Fault => ({ kind: 'answer', status })),
  { kind: 'answer', status: 502, body: '<html>', afterWork: true },
];

/**
 * One user's account, over real sockets: a service that is killed and started anew works on it while the user and the
 * network do what they like; then all is quiet, and the account must come to rest. Throws at the first broken rule, with
 * the cycle.
 */
export async function soakOneUser(seed: number, counts: SoakCounts): Promise<void> {
  const random = seededRandom(seed);
  const sandbox = await startSandbox({
    limits: { maxObjectsInGet: 20, maxObjectsInSet: 5 },
  });
  const account = sandbox.createAccount({ route: routeByGroup });
  furnish(account);
  const soak = new Soak(sandbox, account, randomUser(account, random), random, counts);
  try {
    await soak.unrest();
    await soak.rest({ isSettled: false });
    soak.settle();
    await soak.rest({ isSettled: true });
  } catch (error) {
    throw new Error(`cycle ${soak.cycles} of the user with seed ${seed}`, { cause: error });
  } finally {
    soak.stop();
    await sandbox.close();
    counts.checks += soak.rules.checks;
  }
}

class Soak {
  readonly rules: SoakRules;
  cycles = 0;
  readonly #sandbox: Sandbox;
  readonly #account: SandboxAccount;
  readonly #user: RandomUser;
  readonly #random: () => number;
  readonly #counts: SoakCounts;
  readonly #contacts: string;
  #process: { connection: Connection | undefined; controller: AbortController } | undefined;

  constructor(
    sandbox: Sandbox,
    account: SandboxAccount,
    user: RandomUser,
    random: () => number,
    counts: SoakCounts,
  ) {
    this.rules = new SoakRules(account);
    this.#sandbox = sandbox;
    this.#account = account;
    this.#user = user;
    this.#random = random;
    this.#counts = counts;
    this.#contacts = random() < 0.5 ? 'carddav' : 'jmap';
  }

  async unrest(): Promise<void> {
    for (let cycle = 0; cycle < CYCLES_OF_UNREST; cycle += 1) {
      if (this.#chance(0.1)) this.#acts(() => this.#user.makeContact());
      for (let n = 0; n < 3; n += 1) if (this.#chance(0.6)) this.#acts(() => this.#user.act());
      await this.#cycle({
        troubleAt: this.#chance(0.4) ? this.#upTo(12) : 0,
        actAt: this.#chance(0.4) ? this.#upTo(12) : 0,
      });
    }
  }

  async rest({ isSettled }: { isSettled: boolean }): Promise<void> {
    for (let cycle = 0; cycle < CYCLES_TO_REST; cycle += 1) {
      if (!(await this.#cycle({ troubleAt: 0, actAt: 0 }))) continue;
      this.rules.checkRest({ isSettled });
      this.#throwViolation();
      return;
    }
    throw new Error('N8: the account does not come to rest');
  }

  /** The user decides about everyone who is in conflict, or was left between two groups by taking a label off halfway. */
  settle(): void {
    const snapshot = this.#account.snapshot();
    const undecided = snapshot.mails.filter(
      (mail) => isUsable(mail) && (isConflict(mail, snapshot) || groupsOf(snapshot, mail.from).length > 1),
    );
    for (const sender of new Set(undecided.map(({ from }) => from)))
      this.#acts(() => this.#user.decide(sender));
  }

  stop(): void {
    this.#process?.connection?.close();
    this.#process = undefined;
  }

  /** Answers whether there was nothing to do. Trouble and the user come at so many requests from the start, 0 for never. */
  async #cycle({ troubleAt, actAt }: { troubleAt: number; actAt: number }): Promise<boolean> {
    this.cycles += 1;
    this.#counts.cycles += 1;
    const process = (this.#process ??= { connection: undefined, controller: new AbortController() });
    const isKilled = this.#chance(0.3);
    const runSecond = this.#chance(0.15) ? await this.#secondProcess() : undefined;
    const fault = FAULTS[this.#upTo(FAULTS.length) - 1];
    let requests = 0;
    this.#sandbox.onRequest = () => {
      requests += 1;
      if (requests !== troubleAt) return undefined;
      this.#counts[isKilled ? 'kills' : 'faults'] += 1;
      return fault;
    };
    this.#sandbox.afterRequest = () => {
      this.#counts.requests += 1;
      this.rules.check();
      if (requests === troubleAt && isKilled) process.controller.abort();
      if (requests === actAt) this.#acts(() => this.#user.act());
    };
    let isIdle = false;
    const second = runSecond?.();
    try {
      const { signal } = process.controller;
      process.connection ??= await connect(this.#config(), () => undefined, signal);
      const report = await runLoggedCycle(process.connection, () => undefined, {
        signal,
        quietWhenIdle: true,
      });
      this.#counts.triaged += report.triaged;
      isIdle = report.isIdle;
    } catch (error) {
      if (isDefect(error) || (troubleAt === 0 && actAt === 0 && second === undefined)) throw error;
    }
    await second;
    if (process.controller.signal.aborted) this.stop();
    this.#throwViolation();
    return isIdle;
  }

  /** Another Mailroom, started by mistake: connects, and answers with how to run one cycle on it. */
  async #secondProcess(): Promise<() => Promise<void>> {
    this.#counts.twoAtOnce += 1;
    this.#sandbox.onRequest = undefined;
    this.#sandbox.afterRequest = undefined;
    const { signal } = new AbortController();
    const connection = await connect(this.#config(), () => undefined, signal);
    return async () => {
      try {
        await runLoggedCycle(connection, () => undefined, { signal, quietWhenIdle: true });
      } catch (error) {
        if (isDefect(error)) throw error;
      } finally {
        connection.close();
      }
    };
  }

  #config(): ReturnType<typeof loadConfig>['config'] {
    const { username, password, token } = this.#account;
    return loadConfig({
      MAILROOM_JMAP_URL: this.#sandbox.jmapUrl,
      MAILROOM_JMAP_TOKEN: token,
      MAILROOM_CONTACTS: this.#contacts,
      MAILROOM_CARDDAV_URL: this.#sandbox.cardDavUrl,
      MAILROOM_CARDDAV_USERNAME: username,
      MAILROOM_CARDDAV_PASSWORD: password,
    }).config;
  }

  #acts(action: () => void): void {
    action();
    this.#counts.userActions += 1;
    this.rules.userActed();
  }

  #throwViolation(): void {
    if (this.rules.violation !== undefined) throw this.rules.violation;
  }

  readonly #chance = (probability: number): boolean => this.#random() < probability;

  /** From 1 to `limit`. */
  readonly #upTo = (limit: number): number => 1 + Math.floor(this.#random() * limit);
}

/** Whatever else a cycle throws is what the network, the user or the other process did to it. */
const isDefect = (error: unknown): boolean => error instanceof TypeError || error instanceof RangeError;
