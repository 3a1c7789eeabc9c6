import { type Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { connect } from '../../src/account/connect.ts';
import { SandboxAccount, type Route } from '../../src/sandbox/store/account.ts';
import { type AccountSnapshot } from '../../src/sandbox/store/snapshot.ts';
import { FASTMAIL_LIMITS, QUIRKS } from '../../src/sandbox/store/options.ts';
import { type ServerContext } from '../../src/sandbox/router.ts';
import { runLoggedCycle } from '../../src/service/run-cycle.ts';
import { type Fate, inProcessHttp, type Wire } from './in-process-http.ts';
import { Invariants } from './invariants.ts';
import { type World } from './world.ts';

const ORIGIN = 'http://127.0.0.1:1';

/** Told before each request of a process, counted from 1; decides what becomes of it. */
export type Script = (request: number) => Fate | Promise<Fate>;

const passing: Script = () => 'passes';

/** An account built from a world, and processes that work on it. Every request is followed by a check of the rules. */
export class Lab {
  readonly account: SandboxAccount;
  readonly invariants: Invariants;
  readonly #server: ServerContext;
  readonly config: Config;
  /** How the account was when a request was cut off, or a process killed; the last time, where there were several. */
  cut: AccountSnapshot | undefined;
  /** Told how the account is after each request that changed it. */
  onChange: ((now: AccountSnapshot) => void) | undefined;

  constructor(world: World) {
    this.account = new SandboxAccount({
      username: 'owner@sandbox.example',
      password: 'secret-password',
      token: 'secret-token',
      route: routeByGroup,
    });
    world.build(this.account);
    this.invariants = new Invariants(world, this.account);
    this.#server = {
      origin: ORIGIN,
      accounts: [this.account],
      limits: { ...FASTMAIL_LIMITS, ...world.limits },
      quirks: QUIRKS.fastmail,
    };
    this.config = configOf(world);
  }

  /** Starts a process that runs cycles until there is nothing to do or something fails. Answers with its requests. */
  async run(script: Script = passing): Promise<{ requests: number; isIdle: boolean }> {
    const controller = new AbortController();
    let requests = 0;
    const http = this.http({
      before: () => script((requests += 1)),
      after: () => this.#check(),
      cut: () => (this.cut = this.account.snapshot()),
      kill: () => controller.abort(),
    });
    try {
      const connection = await connect(this.config, () => undefined, controller.signal, http);
      for (let cycles = 0; cycles < 10; cycles += 1) {
        const report = await runLoggedCycle(connection, () => undefined, {
          signal: controller.signal,
          quietWhenIdle: true,
        });
        if (report.isIdle) return { requests, isIdle: true };
      }
      return { requests, isIdle: false };
    } catch (error) {
      if (this.invariants.violation !== undefined) throw this.invariants.violation;
      if (error instanceof TypeError || error instanceof ReferenceError) throw error;
      return { requests, isIdle: false };
    }
  }

  #check(): void {
    const now = this.invariants.check();
    if (now !== undefined) this.onChange?.(now);
  }

  /** A way to the account for a process of its own. */
  http(wire: Wire = { kill: () => undefined }): ReturnType<typeof inProcessHttp> {
    return inProcessHttp(this.#server, wire);
  }

  /** Starts processes, one after the other, until one finds nothing to do. Throws when none does. */
  async runUntilIdle(): Promise<void> {
    for (let starts = 0; starts < 5; starts += 1) if ((await this.run()).isIdle) return;
    throw new Error('The account does not come to rest');
  }
}

/** As the user's rules do: mail of a group's member goes to (one of) the category's mailboxes, other mail to Screener. */
export const routeByGroup: Route = ({ groups }) => {
  const nested = { Billboard: 'Billboard', Truck: 'Truck', Person: 'Person' };
  const rules = {
    Jail: 'Jail',
    Screener: 'Screener',
    ...nested,
    Imbox: 'Inbox',
    Feed: 'Feed',
    'Paper Trail': 'Paper Trail',
  };
  return Object.entries(rules).find(([group]) => groups.includes(group))?.[1] ?? 'Screener';
};

const configs = new WeakMap<World, Config>();

/** The same world is built thousands of times. */
function configOf(world: World): Config {
  const config =
    configs.get(world) ??
    loadConfig({
      MAILROOM_JMAP_URL: `${ORIGIN}/jmap/session`,
      MAILROOM_JMAP_TOKEN: 'secret-token',
      MAILROOM_CONTACTS: world.contacts ?? 'carddav',
      MAILROOM_CARDDAV_URL: ORIGIN,
      MAILROOM_CARDDAV_USERNAME: 'owner@sandbox.example',
      MAILROOM_CARDDAV_PASSWORD: 'secret-password',
      MAILROOM_CATEGORIES: world.categories ?? '',
      ...world.environment,
    }).config;
  configs.set(world, config);
  return config;
}
