import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { runMailroom, type RunResult, startMailroom } from '../support/run-mailroom.ts';
import { testAccount, type TestAccount } from '../support/test-account.ts';

/** What SECURITY.md promises of a token that may read mail and contacts, and change neither. */
describe('an API token that may only read', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  /** An account with a labelled mail, and what connects Mailroom to it: that token, and nothing for CardDAV. */
  async function labelled(without: readonly string[] = []) {
    const { jmapUrl, cardDavUrl } = sandbox;
    const { username, password, token, readOnlyToken } = sandbox.createAccount();
    const account = testAccount({ jmapUrl, cardDavUrl, username, password, token });
    await account.setUp({ without });
    const [mail = ''] = await account.deliver([{ from: 'Ann <ann@x.example>', mailboxes: ['Inbox'] }]);
    if (without.length === 0) await account.addLabel(mail, '@ToFeed');
    const env = { MAILROOM_JMAP_URL: jmapUrl, MAILROOM_JMAP_TOKEN: readOnlyToken };
    return { account, env };
  }

  const said = ({ stdout, stderr }: RunResult): string => stdout + stderr;

  async function expectUnchanged(account: TestAccount, work: () => Promise<void>): Promise<void> {
    const before = await account.snapshot();
    await work();
    expect(await account.snapshot()).toEqual(before);
  }

  it.each([
    [['once', '--dry-run'], /"dry_run_plan".*"ann@x\.example".*"Feed"/],
    [['setup'], /Mailboxes: 12 are there, 2 missing/],
    [['senders'], /ann@x\.example/],
    [['rules'], /"fileIn"/],
  ])('is enough for %j', async (args, shows) => {
    const { account, env } = await labelled();

    await expectUnchanged(account, async () => {
      const run = await runMailroom(args, env);

      expect(run.code, said(run)).toBe(0);
      expect(run.stdout).toMatch(shows);
    });
  });

  it('is enough for setup to show what is missing', async () => {
    const { env } = await labelled([...DEFAULT_SETUP.mailboxes, ...DEFAULT_SETUP.groups]);

    const run = await runMailroom(['setup'], env);

    expect(run.code, said(run)).toBe(0);
    expect(run.stdout).toContain('Nothing was changed. "mailroom setup --apply" makes this.');
  });

  it('is enough for a service in a dry run', async () => {
    const { account, env } = await labelled();

    await expectUnchanged(account, async () => {
      const service = startMailroom(['run'], {
        ...env,
        MAILROOM_DRY_RUN: 'true',
        MAILROOM_HEALTH_PORT: '0',
        MAILROOM_POLL_INTERVAL: '1',
      });
      await service.waitFor(({ event }) => event === 'dry_run_done');
      service.kill('SIGTERM');

      expect(await service.result).toMatchObject({ code: 0 });
    });
  });

  it.each([
    [['once'], 1, /may read mail, but not change it/],
    [['run'], 1, /may read mail, but not change it/],
    [['setup', '--apply', '--yes'], 1, /may read mail, but not change it/],
    [['check'], 1, /may read mail, but not change it.*may read contacts over JMAP, but not change them/s],
  ])('is not enough for %j', async (args, code, says) => {
    const { account, env } = await labelled();

    await expectUnchanged(account, async () => {
      const run = await runMailroom(args, { ...env, MAILROOM_HEALTH_PORT: '0' });

      expect(run.code, said(run)).toBe(code);
      expect(said(run)).toMatch(says);
    });
  });

  it('does not do beside an app password that may change contacts', async () => {
    const { account, env } = await labelled();
    const { username, password, cardDavUrl } = account.access;

    const run = await runMailroom(['once'], {
      ...env,
      MAILROOM_CARDDAV_URL: cardDavUrl,
      MAILROOM_CARDDAV_USERNAME: username,
      MAILROOM_CARDDAV_PASSWORD: password,
    });

    expect(run.code, said(run)).toBe(1);
    expect(run.events.at(-1)).toMatchObject({
      event: 'startup_failed',
      problems: [expect.stringContaining('may read mail, but not change it')],
    });
  });
});
