import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, expect } from 'vitest';
import { main } from '../../src/main.ts';
import { type CategorySetup, DEFAULT_SETUP } from '../support/category-setups.ts';
import { type Exchange } from '../support/exchange.ts';
import { type MailSpec } from '../support/message-text.ts';
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.ts';
import { type SetUpOptions, type TestAccount } from '../support/test-account.ts';
import { assertNoSecrets, assertWireRules } from '../support/wire-rules.ts';

export type MakeAccount = () => Promise<TestAccount>;

/** A command that has ended. */
export interface CommandRun {
  code: number;
  stdout: string;
  stderr: string;
  /** What went over the wire, connecting included. */
  requests: readonly Exchange[];
  /** The requests that could change something. */
  writes: readonly Exchange[];
}

export interface OnceRun extends CommandRun {
  /** The log, line by line. */
  events: Record<string, unknown>[];
  text: string;
  /** The requests of the cycle alone: from the first scan on. */
  cycleRequests: readonly Exchange[];
}

/** An account, and Mailroom on it behind a proxy that sees every request. */
export interface World {
  readonly account: TestAccount;
  readonly proxy: RecordingProxy;
  /**
   * Runs a command, with the variables that connect it to the account, those of the categories, and further ones. `input` is
   * what stdin has.
   */
  mailroom(
    args: readonly string[],
    environment?: Record<string, string>,
    input?: string,
  ): Promise<CommandRun>;
  /** Runs `mailroom once`. */
  once(environment?: Record<string, string>): Promise<OnceRun>;
  /** Delivers messages to Screener unless said otherwise. */
  deliver(...specs: (Omit<MailSpec, 'mailboxes'> & { mailboxes?: readonly string[] })[]): Promise<string[]>;
  /** Delivers a mail to Screener, labels it, and lets it be triaged; answers with its id. */
  triaged(from: string, label: string): Promise<string>;
  /** The mailboxes of a mail, by id; none when it is gone. */
  mailboxesOf(id: string): Promise<string[]>;
  /** The addresses in each contact group, without the groups that nobody is in. */
  members(): Promise<Record<string, string[]>>;
}

/** Gives each test of the current `describe` a world of its own, and checks N1, N2 and N9 over all that happened in it. */
export function useWorld(makeAccount: MakeAccount, options: SetUpOptions = {}): () => World {
  let world: World | undefined;
  const outputs: string[] = [];

  beforeEach(async () => {
    const account = await makeAccount();
    await account.setUp(options);
    const proxy = await startRecordingProxy(account.access.jmapUrl);
    world = makeWorld(account, options.categories ?? DEFAULT_SETUP, proxy, outputs);
  });

  afterEach(async () => {
    const { account, proxy } = current();
    const { exchanges } = proxy;
    await proxy.stop();
    assertWireRules(exchanges);
    assertNoSecrets(outputs, [account.access.token, account.access.password]);
    outputs.length = 0;
  });

  const current = (): World => {
    if (world === undefined) throw new Error('The world begins with the test');
    return world;
  };
  return current;
}

function makeWorld(
  account: TestAccount,
  categories: CategorySetup,
  proxy: RecordingProxy,
  outputs: string[],
): World {
  const mailroom: World['mailroom'] = async (args, environment = {}, input) => {
    const env = account.environment({
      MAILROOM_JMAP_URL: proxy.through(account.access.jmapUrl),
      MAILROOM_CARDDAV_URL: proxy.through(account.access.cardDavUrl),
      ...categories.environment,
      ...environment,
    });
    const first = proxy.exchanges.length;
    const [stdout, stderr] = [collect(), collect()];
    const signal = new AbortController().signal;
    const code = await main(args, {
      env,
      ...(input !== undefined && { stdin: Readable.from([input]) }),
      stdout: stdout.stream,
      stderr: stderr.stream,
      signal,
    });
    outputs.push(stdout.text(), stderr.text());
    const requests = proxy.exchanges.slice(first);
    return { code, stdout: stdout.text(), stderr: stderr.text(), requests, writes: requests.filter(isWrite) };
  };
  const once: World['once'] = async (environment = {}) => {
    const run = await mailroom(['once'], environment);
    const scan = run.requests.findIndex(({ jmapMethods }) => jmapMethods.includes('Mailbox/changes'));
    return {
      ...run,
      text: run.stdout + run.stderr,
      events: linesOf(run.stdout + run.stderr),
      cycleRequests: scan === -1 ? [] : run.requests.slice(scan),
    };
  };
  const deliver: World['deliver'] = (...specs) =>
    account.deliver(specs.map((spec) => ({ mailboxes: ['Screener'], ...spec })));
  return {
    account,
    proxy,
    mailroom,
    once,
    deliver,
    async triaged(from, label) {
      const [mail = ''] = await deliver({ from });
      await account.addLabel(mail, label);
      expectSuccess(await once());
      return mail;
    },
    mailboxesOf: async (id) => (await account.mails()).find((mail) => mail.id === id)?.mailboxes ?? [],
    async members() {
      const found = Object.entries(await account.memberships());
      return Object.fromEntries(found.filter(([, addresses]) => addresses.length > 0));
    },
  };
}

const isWrite = ({ method, jmapMethods }: Exchange): boolean =>
  jmapMethods.some((name) => /\/(set|import|copy)$/.test(name)) ||
  ['PUT', 'DELETE', 'MOVE', 'PATCH'].includes(method);

function collect(): { stream: Writable; text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer | string, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
}

const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Events of a run with one name. */
export const eventsNamed = (run: OnceRun, name: string): Record<string, unknown>[] =>
  run.events.filter(({ event }) => event === name);

/** Asserts that a run worked, showing its log where it did not. */
export const expectSuccess = (run: OnceRun): void => expect(run.code, run.text).toBe(0);

/** Asserts that a cycle found nothing to do: one request, and nothing written. */
export function expectIdle(run: OnceRun): void {
  expectSuccess(run);
  expect(
    run.cycleRequests.map(({ method, path, jmapMethods }) => `${method} ${path} ${jmapMethods.join()}`),
  ).toHaveLength(1);
  expect(run.writes).toEqual([]);
}
