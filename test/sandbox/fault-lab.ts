import { onTestFinished } from 'vitest';
import { type OpenHttp } from '../../src/account/clients.ts';
import { connect } from '../../src/account/connect.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { type ExchangeLimits } from '../../src/http/node/exchange.ts';
import { createHttpClient, type HttpClientOptions } from '../../src/http/node/node-http-client.ts';
import { createLogger } from '../../src/log/create-logger.ts';
import { type Log } from '../../src/log/logger.ts';
import { type SandboxRequest } from '../../src/sandbox/http/http-reply.ts';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Connection } from '../../src/account/connection.ts';
import { runLoggedCycle } from '../../src/service/run-cycle.ts';
import { type CycleReport } from '../../src/triage/steps/cycle.ts';
import { Invariants } from '../crash/invariants.ts';
import { WORLDS } from '../crash/worlds.ts';
import { type ContactsProtocol, testAccount } from '../support/test-account.ts';

const world = WORLDS.find(({ name }) => name === 'several senders at once');

/** Requests that are taken to another server, as if that were the account's. */
export interface Detour {
  to: URL | undefined;
  limits: Partial<ExchangeLimits>;
  isTaken: (request: SandboxRequest) => boolean;
}

/** An account in which several senders are labelled, and Mailroom connected to it. Ends with the test. */
export async function startLab(sandbox: Sandbox, contacts: ContactsProtocol) {
  if (world === undefined) throw new Error('The world is gone');
  const account = sandbox.createAccount({ username: 'owner@sandbox.example' });
  world.build(account);
  const invariants = new Invariants(world, account);
  const { username, password, token } = account;
  const { jmapUrl, cardDavUrl } = sandbox;
  const { config } = loadConfig(
    testAccount({ jmapUrl, cardDavUrl, username, password, token }, contacts).environment(),
  );
  let text = '';
  const destination = { write: (line: string) => (text += line) };
  // Without secrets to take out: what the program itself does must do.
  const log = createLogger({ level: 'debug', destination });
  const waits: number[] = [];
  const detour: Detour = { to: undefined, limits: {}, isTaken: () => false };
  const sleep = (ms: number): Promise<void> => Promise.resolve(void waits.push(ms));
  const connection = await connect(config, log, new AbortController().signal, openHttp(detour, sleep));
  onTestFinished(() => connection.close());
  const lines = (): Record<string, unknown>[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { account, invariants, connection, log, waits, detour, lines, text: () => text };
}

const openHttp =
  (detour: Detour, sleep: (ms: number) => Promise<void>): OpenHttp =>
  (options: HttpClientOptions) => {
    const client = createHttpClient({ ...options, sleep });
    return {
      ...client,
      stats: client.stats,
      async send(request, signal) {
        const { method, url, body = '' } = request;
        const { pathname: path } = url;
        const jmapMethods = [...body.matchAll(/\["(\w+\/\w+)",\{/g)].map(([, name = '']) => name);
        const seen = { method, path, headers: {}, body: Buffer.from(body), jmapMethods };
        if (detour.to === undefined || !detour.isTaken(seen)) return client.send(request, signal);
        const other = createHttpClient({ ...options, ...detour.limits, origin: detour.to, sleep });
        return other.send({ ...request, url: new URL(path, detour.to) }, signal).finally(() => other.close());
      },
    };
  };

/** What came of a cycle. */
export type Ending = CycleReport | Error;

export const runCycle = (connection: Connection, log: Log): Promise<Ending> =>
  runLoggedCycle(connection, log, { signal: new AbortController().signal, quietWhenIdle: false }).catch(
    (error: unknown) => {
      if (!(error instanceof Error)) throw error;
      log('cycle_failed', { error });
      return error;
    },
  );
