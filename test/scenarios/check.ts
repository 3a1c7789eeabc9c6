import { createServer } from 'node:https';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { selfSigned } from '../support/self-signed.ts';
import { type CategorySetup } from '../support/category-setups.ts';
import { assertNoSecrets } from '../support/wire-rules.ts';
import { type CommandRun, type MakeAccount, useWorld, type World } from './world.ts';

const WRONG = 'wrong-secret-1234';

/** What check says of an account that has all, and of one that has not. */
export function describeCheck(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });

  describe('check', () => {
    it('lists everything that is well, as plain text, and changes nothing', async () => {
      const { account, mailroom } = world();
      const [snapshot, states] = [await account.snapshot(), await account.states()];

      const run = await mailroom(['check'], { MAILROOM_OWN_ADDRESSES: 'other@my.example' });

      expect(run, run.stdout).toMatchObject({ code: 0, stderr: '', writes: [] });
      for (const name of [...setup.mailboxes, ...setup.groups])
        expect(run.stdout).toMatch(new RegExp(`✓ ${name} \\(`));
      expect(run.stdout).toContain(`as ${account.access.username}`);
      expect(run.stdout).toMatch(/✓ the API token may read and change mail/);
      expect(run.stdout).toMatch(/✓ .*other@my\.example/);
      expect(run.stdout).toMatch(/✓ \d+ calls a request/);
      expect(run.stdout).toMatch(/Clock\n {2}✓/);
      expect(run.stdout).not.toMatch(/[✗!] /);
      expect(run.stdout).not.toContain('\u001b');
      expect(await account.snapshot()).toEqual(snapshot);
      expect(await account.states()).toEqual(states);
    });

    it('with --json writes the same for programs', async () => {
      const { account, mailroom } = world();
      await account.destroyMailbox('@ToFeed');

      const run = await mailroom(['check', '--json']);

      expect(run.code).toBe(1);
      const report = JSON.parse(run.stdout) as { ok: boolean; findings: Record<string, unknown>[] };
      expect(report.ok).toBe(false);
      expect(report.findings.filter(({ status }) => status === 'problem')).toEqual([
        {
          status: 'problem',
          topic: 'Mailboxes',
          text: 'mailbox "@ToFeed" (the triage label of Feed) does not exist',
          fix: expect.stringContaining('mailroom setup --apply') as unknown,
        },
      ]);
    });

    it('warns of what may be a mistake, and passes', async () => {
      const run = await world().mailroom(['check'], {
        MAILROOM_POL_INTERVAL: '60',
        MAILROOM_DRY_RUN: 'true',
      });

      expect(run.code, run.stdout).toBe(0);
      expect(run.stdout).toMatch(/! MAILROOM_POL_INTERVAL.*MAILROOM_POLL_INTERVAL/);
      expect(run.stdout).toMatch(/! MAILROOM_DRY_RUN is on/);
    });

    it('tells of a wrong configuration in the same list, and exits 1', async () => {
      const run = await world().mailroom(['check'], { MAILROOM_POLL_INTERVAL: WRONG });

      expect(run).toMatchObject({ code: 1, stderr: '', requests: [] });
      expect(run.stdout).toMatch(/✗ MAILROOM_POLL_INTERVAL must be/);
      assertNoSecrets([run.stdout], [WRONG]);
    });
  });

  describe('setup and rules', () => {
    it.each([[['setup']], [['setup', '--apply', '--yes']], [['rules', '--format', 'sieve']]])(
      '%s: a wrong token ends it on stderr, with a hint; stdout stays empty',
      async (args) => {
        const run = await world().mailroom(args, { MAILROOM_JMAP_TOKEN: WRONG });

        expect(run).toMatchObject({ code: 1, stdout: '', writes: [] });
        expect(run.stderr).toMatch(/HTTP 401[^]*Run "mailroom check"/);
        assertNoSecrets([run.stderr], [WRONG]);
      },
    );
  });
}

/** What check says of each thing that can be wrong; mail and contacts have credentials of their own here. */
export function describeCheckOnCardDav(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });

  describe('check, with an API token and an app password', () => {
    it.each<[string, (world: World) => Promise<CommandRun> | CommandRun, RegExp, RegExp]>([
      [
        'a wrong token',
        ({ mailroom }) => mailroom(['check'], { MAILROOM_JMAP_TOKEN: WRONG }),
        /✗ GET .*HTTP 401.*\n {4}→ make a new API token .*MAILROOM_JMAP_TOKEN/,
        /✓ Feed \(0 members; senders of Feed\)/,
      ],
      [
        'a wrong app password',
        ({ mailroom }) => mailroom(['check'], { MAILROOM_CARDDAV_PASSWORD: WRONG }),
        /✗ PROPFIND .*HTTP 401.*\n {4}→ .*new app password .*MAILROOM_CARDDAV_PASSWORD/,
        /✓ Feed \(the mailbox of Feed\)/,
      ],
      [
        'a token that may only read',
        (given) =>
          withSession(given, (session) => session.replaceAll('"isReadOnly":false', '"isReadOnly":true')),
        /✗ the API token may read mail, but not change it\n {4}→ make a new API token .*not read-only/,
        /✓ Feed \(the mailbox of Feed\)/,
      ],
      [
        'a token without access to mail',
        (given) =>
          withSession(given, (session) =>
            session.replaceAll('urn:ietf:params:jmap:mail', 'urn:example:other'),
          ),
        /✗ the API token gives no access to mail\n {4}→ make a new API token .*scopes Email/,
        /✓ Feed \(0 members; senders of Feed\)/,
      ],
      [
        'a missing mailbox',
        async ({ account, mailroom }) => {
          await account.destroyMailbox('Screener');
          return mailroom(['check']);
        },
        /✗ mailbox "Screener" .*does not exist\n {4}→ create it \("mailroom setup --apply" does\)/,
        /✓ Feed \(the mailbox of Feed\)/,
      ],
      [
        'a mailbox that is there twice',
        async ({ account, mailroom }) => {
          await account.destroyMailbox('Feed');
          await account.createMailbox('Archive/Feed');
          await account.createMailbox('Jail/Feed');
          return mailroom(['check']);
        },
        /✗ mailbox "Feed" .*exists 2 times\n {4}→ configure one by its path: "(Archive|Jail)\/Feed", "(Archive|Jail)\/Feed"/,
        /✓ Jail \(the mailbox of Jail\)/,
      ],
      [
        'a host that cannot be reached',
        ({ mailroom }) => mailroom(['check'], { MAILROOM_JMAP_URL: 'http://127.0.0.1:1/jmap' }),
        /✗ GET http:\/\/127\.0\.0\.1:1\/jmap: connection refused\n {4}→ nothing listens there: .*MAILROOM_JMAP_URL/,
        /✓ Feed \(0 members; senders of Feed\)/,
      ],
      [
        'a certificate that nobody vouches for',
        async ({ mailroom }) => {
          const server = createServer(selfSigned(), (_, response) => response.end());
          await once(server.listen(0, 'localhost'), 'listening');
          const { port } = server.address() as AddressInfo;
          const run = await mailroom(['check'], { MAILROOM_CARDDAV_URL: `https://localhost:${port}/` });
          server.close();
          return run;
        },
        /✗ PROPFIND .*the certificate is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)\n {4}→ .*NODE_EXTRA_CA_CERTS/,
        /✓ Feed \(the mailbox of Feed\)/,
      ],
      [
        'an address that is no JMAP server',
        ({ mailroom, account }) =>
          mailroom(['check'], { MAILROOM_JMAP_URL: `${account.access.cardDavUrl}nothing` }),
        /✗ GET .*HTTP 404.*\n {4}→ MAILROOM_JMAP_URL must be the address of the session of a JMAP server/,
        /✓ Feed \(0 members; senders of Feed\)/,
      ],
    ])('%s: says so, says what to do, and looks at the rest all the same', async (_, act, message, rest) => {
      const run = await act(world());

      expect(run, run.stdout).toMatchObject({ code: 1, stderr: '', writes: [] });
      expect(run.stdout).toMatch(message);
      expect(run.stdout).toMatch(rest);
      expect(run.stdout).toMatch(/\n1 problem, 0 warnings\.\n$/);
      assertNoSecrets([run.stdout], [WRONG]);
    });
  });
}

/** The same where one API token does for both. */
export function describeCheckOnJmap(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });

  describe('check, with an API token alone', () => {
    it('says how contacts are reached', async () => {
      const run = await world().mailroom(['check']);

      expect(run.code, run.stdout).toBe(0);
      expect(run.stdout).toMatch(/✓ 0 contacts at .*, over JMAP \(/);
    });

    it('a wrong token: there is nothing else to try', async () => {
      const run = await world().mailroom(['check'], { MAILROOM_JMAP_TOKEN: WRONG });

      expect(run).toMatchObject({ code: 1, stderr: '', writes: [] });
      expect(run.stdout).toMatch(/✗ GET .*HTTP 401.*\n {4}→ make a new API token/);
      expect(run.stdout).toMatch(/Contacts\n {2}! not looked at\n/);
      assertNoSecrets([run.stdout], [WRONG]);
    });

    it('a token without access to contacts: names all ways there are', async () => {
      const run = await withSession(world(), (session) =>
        session.replaceAll('urn:ietf:params:jmap:contacts', 'urn:example:other'),
      );

      expect(run).toMatchObject({ code: 1, stderr: '', writes: [] });
      expect(run.stdout).toMatch(/✗ .*gives no access to contacts.*MAILROOM_CARDDAV_USERNAME/);
      expect(run.stdout).toMatch(/✓ Feed \(the mailbox of Feed\)/);
    });
  });
}

/** Runs check while the server says something else in its session. */
async function withSession(
  { account, proxy, mailroom }: World,
  change: (session: string) => string,
): Promise<CommandRun> {
  const { jmapUrl, token } = account.access;
  proxy.onRequest(async ({ method, path }) => {
    if (method !== 'GET' || path !== new URL(jmapUrl).pathname) return undefined;
    const response = await fetch(jmapUrl, { headers: { authorization: `Bearer ${token}` } });
    const { origin } = new URL(jmapUrl);
    const session = (await response.text()).replaceAll(origin, proxy.through(origin));
    return { status: 200, headers: { 'content-type': 'application/json' }, body: change(session) };
  });
  return mailroom(['check']);
}
