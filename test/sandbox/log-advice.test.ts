import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Fault } from '../../src/sandbox/faults.ts';
import { type SandboxRequest } from '../../src/sandbox/http/http-reply.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { undocumented } from '../support/operations-doc.ts';
import { type LogLine, runMailroom } from '../support/run-mailroom.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';
import { type ContactsProtocol, type TestAccount } from '../support/test-account.ts';

/** What Kubernetes keeps of a container's last words. */
const TERMINATION_MESSAGE_BYTES = 2048;

const NOTHING = [...DEFAULT_SETUP.mailboxes, ...DEFAULT_SETUP.groups];

describe('a failure says what to do where it is read', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());
  afterEach(() => {
    sandbox.onRequest = undefined;
  });

  async function newAccount({
    contacts = 'carddav',
    without = [],
  }: { contacts?: ContactsProtocol; without?: readonly string[] } = {}): Promise<TestAccount> {
    const account = sandboxAccount(sandbox, contacts);
    await account.setUp({ without });
    return account;
  }

  /** The failures of a run, and how long the last line was. */
  async function failures(
    account: TestAccount,
    env: Record<string, string> = {},
  ): Promise<{ lines: LogLine[]; lastBytes: number }> {
    const run = await runMailroom(['once'], account.environment(env));
    expect(run.code, run.stdout).not.toBe(0);
    expect(undocumented(run.events)).toEqual([]);
    return {
      lines: run.events.filter(({ event }) => String(event).endsWith('_failed')),
      lastBytes: Buffer.byteLength(run.stdout.trimEnd().split('\n').at(-1) ?? ''),
    };
  }

  const answer =
    (matches: (request: SandboxRequest) => boolean, fault: Fault) =>
    (request: SandboxRequest): Fault | undefined =>
      matches(request) ? fault : undefined;

  it.each<[string, ContactsProtocol, Record<string, string>, RegExp]>([
    ['a token that is refused', 'carddav', { MAILROOM_JMAP_TOKEN: 'fmu1-no' }, /into MAILROOM_JMAP_TOKEN$/],
    [
      'an app password that is refused',
      'carddav',
      { MAILROOM_CARDDAV_PASSWORD: 'no-such' },
      /put it into MAILROOM_CARDDAV_PASSWORD/,
    ],
    [
      'a URL where no JMAP is',
      'jmap',
      { MAILROOM_JMAP_URL: '{origin}/nothing-here' },
      /^MAILROOM_JMAP_URL must be the address of the session of a JMAP server/,
    ],
    [
      'a port where nothing listens',
      'jmap',
      { MAILROOM_JMAP_URL: 'http://127.0.0.1:1/' },
      /^nothing listens there: .*MAILROOM_JMAP_URL/,
    ],
  ])('startup_failed: %s', async (_, contacts, env, fix) => {
    const account = await newAccount({ contacts });
    const origin = new URL(sandbox.jmapUrl).origin;
    const filled = Object.entries(env).map(([name, value]) => [name, value.replace('{origin}', origin)]);

    const { lines, lastBytes } = await failures(account, Object.fromEntries(filled) as typeof env);

    expect(lines).toMatchObject([{ event: 'startup_failed', fix: expect.stringMatching(fix) as unknown }]);
    expect(lastBytes).toBeLessThan(TERMINATION_MESSAGE_BYTES);
  });

  it.each<[string, ContactsProtocol, (request: SandboxRequest) => boolean, RegExp]>([
    [
      'the token is revoked',
      'jmap',
      ({ jmapMethods }) => jmapMethods.includes('Mailbox/changes'),
      /put it into MAILROOM_JMAP_TOKEN$/,
    ],
    ['the app password is revoked', 'carddav', ({ method }) => method === 'PUT', /MAILROOM_CARDDAV_PASSWORD/],
  ])('while it runs: %s', async (_, contacts, matches, fix) => {
    const account = await newAccount({ contacts });
    const [mail = ''] = await account.deliver([{ from: 'ann@x.example', mailboxes: ['Screener'] }]);
    await account.addLabel(mail, '@ToFeed');
    sandbox.onRequest = answer(matches, { kind: 'answer', status: 401, body: 'no' });

    const { lines } = await failures(account);

    expect(lines).toMatchObject([
      { error: { type: 'AuthError' }, fix: expect.stringMatching(fix) as unknown },
    ]);
  });

  it('cycle_failed: a mailbox that was deleted is a problem with its remedy', async () => {
    const account = await newAccount();
    let isThere = true;
    sandbox.afterRequest = async ({ jmapMethods }) => {
      if (!isThere || !jmapMethods.includes('Identity/get')) return;
      isThere = false;
      await account.destroyMailbox('@ToJail');
    };

    const { lines } = await failures(account);

    sandbox.afterRequest = undefined;
    expect(lines).toMatchObject([
      {
        event: 'cycle_failed',
        error: { type: 'AccountError', message: 'The account has 1 problem' },
        fix: expect.stringContaining('"mailroom check"') as unknown,
        problems: [expect.stringMatching(/"@ToJail" .* does not exist: create it/)],
      },
    ]);
  });

  it('sender_failed: a card that is refused', async () => {
    const account = await newAccount();
    const [mail = ''] = await account.deliver([{ from: 'ann@x.example', mailboxes: ['Screener'] }]);
    await account.addLabel(mail, '@ToFeed');
    sandbox.onRequest = answer(({ method }) => method === 'PUT', { kind: 'answer', status: 403, body: 'no' });

    const { lines } = await failures(account);

    expect(lines).toMatchObject([
      {
        event: 'sender_failed',
        sender: 'ann@x.example',
        fix: expect.stringMatching(/^open the contact of this sender/) as unknown,
      },
    ]);
  });

  it('an empty account: one problem, which Kubernetes has room for', async () => {
    const account = await newAccount({ without: NOTHING });

    const { lines, lastBytes } = await failures(account);

    expect(lines).toMatchObject([
      {
        event: 'startup_failed',
        problems: [
          expect.stringMatching(
            /^11 mailboxes \("Screener", .*"@MailroomWarning"\) and 4 contact groups \("Imbox", .*do not exist: run "mailroom setup --apply"/,
          ),
        ],
      },
    ]);
    expect(lastBytes).toBeLessThan(TERMINATION_MESSAGE_BYTES);
  });

  it.each([['check'], ['setup']])('an empty account: %s has room there, too', async (command) => {
    const account = await newAccount({ without: NOTHING });

    const { stdout, stderr } = await runMailroom([command], account.environment());

    expect(stderr).toBe('');
    expect(stdout).toMatch(/"mailroom setup --apply"/);
    expect(Buffer.byteLength(stdout)).toBeLessThan(TERMINATION_MESSAGE_BYTES);
  });

  it('an account that lacks more than can be named: still one line that fits', async () => {
    const account = await newAccount({ without: NOTHING });
    const categories = Array.from({ length: 60 }, (_, n) => `- name: Category with a long name ${n}`);

    const { lines, lastBytes } = await failures(account, { MAILROOM_CATEGORIES: categories.join('\n') });

    expect(String(lines[0]?.problems)).toMatch(/and \d+ more\) and 60 contact groups .* do not exist/);
    expect(lastBytes).toBeLessThan(TERMINATION_MESSAGE_BYTES);
  });

  it('a configuration that is wrong in many places: what has room, and how many more there are', async () => {
    const account = await newAccount();
    const env = Object.fromEntries(
      [
        'JMAP_URL',
        'POLL_INTERVAL',
        'HEALTH_PORT',
        'LOG_LEVEL',
        'DRY_RUN',
        'WARNINGS_ENABLED',
        'CONTACTS',
      ].map((name) => [`MAILROOM_${name}`, 'x']),
    );
    const categories = Array.from({ length: 30 }, (_, n) => `- {name: Feed, label: "@To${n}", colour: red}`);

    const { lines, lastBytes } = await failures(account, {
      ...env,
      MAILROOM_CATEGORIES: categories.join('\n'),
    });

    expect(lines[0]?.fix).toMatch(/correct the configuration/);
    expect((lines[0]?.problems as string[]).at(-1)).toMatch(
      /^and \d+ more: "mailroom check" lists them all$/,
    );
    expect(lastBytes).toBeLessThan(TERMINATION_MESSAGE_BYTES);
  });
});
