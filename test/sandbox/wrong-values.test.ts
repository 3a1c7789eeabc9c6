import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { runMailroom } from '../support/run-mailroom.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';

const TOKEN = { MAILROOM_JMAP_TOKEN: 'fmu1-0123456789abcdef' };

/** Slips that people make with values, as the program answers them. */
describe('a value that people get wrong', () => {
  let folder: string;
  let sandbox: Sandbox;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mailroom-values-'));
    sandbox = await startSandbox();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await sandbox.close();
  });

  async function problemsOf(env: Record<string, string>): Promise<string[]> {
    const run = await runMailroom(['once'], env);
    expect(run.code, run.stdout).toBe(2);
    return run.events.flatMap(({ problems }) => problems as string[]);
  }

  it.each<[string, Record<string, string>, string]>([
    [
      "quotes, which docker's env-file keeps",
      { MAILROOM_POLL_INTERVAL: '"300"' },
      'MAILROOM_POLL_INTERVAL is in quotes, which are taken as a part of it here: write it without them.',
    ],
    [
      'quotes around the name of a mailbox',
      { MAILROOM_MAILBOX_FEED: "'Reading'" },
      'MAILROOM_MAILBOX_FEED is in quotes, which are taken as a part of it here: write it without them.',
    ],
    [
      'semicolons between addresses',
      { MAILROOM_OWN_ADDRESSES: 'me@x.example; *@y.example' },
      'MAILROOM_OWN_ADDRESSES must be addresses or *@domain, separated by commas: write me@x.example,*@y.example.',
    ],
    [
      'a unit',
      { MAILROOM_POLL_INTERVAL: '5m' },
      'MAILROOM_POLL_INTERVAL must be a whole number from 1 to 86400 seconds, in digits only: "5m" is not, write 300.',
    ],
    [
      'yes for true',
      { MAILROOM_DRY_RUN: 'yes' },
      'MAILROOM_DRY_RUN must be true or false: "yes" is neither.',
    ],
    [
      'a level of another program',
      { MAILROOM_LOG_LEVEL: 'warn' },
      'MAILROOM_LOG_LEVEL must be one of debug, info, warning and error: "warn" is none of them.',
    ],
    [
      'a host without https://',
      { MAILROOM_JMAP_URL: 'mail.my.example/jmap' },
      'MAILROOM_JMAP_URL has nothing before the host: write https://mail.my.example/jmap.',
    ],
    [
      'a path with ~',
      { MAILROOM_JMAP_TOKEN: '', MAILROOM_JMAP_TOKEN_FILE: '~/token' },
      'MAILROOM_JMAP_TOKEN_FILE names a path with ~ or $, which only a shell replaces: write it out, from the first / on.',
    ],
    [
      'a label without quotes',
      { MAILROOM_CATEGORIES: '- name: Feed\n  label: @ToFeed' },
      'MAILROOM_CATEGORIES is not YAML that can be read: line 2 has an @ that YAML takes only in quotes: write "@ToFeed".',
    ],
    [
      'a tab',
      { MAILROOM_CATEGORIES: '- name: Feed\n\tlabel: x' },
      'MAILROOM_CATEGORIES is not YAML that can be read: line 2 begins with a tab: indent with blanks.',
    ],
    [
      'no blank after a key',
      { MAILROOM_CATEGORIES: '- name:Feed' },
      'MAILROOM_CATEGORIES entry 1 has no blank after name: write "name: …".',
    ],
    [
      'no blank after a key, with more below',
      { MAILROOM_CATEGORIES: '- name:Feed\n  label: "@ToFeed"' },
      'MAILROOM_CATEGORIES is not YAML that can be read: line 1 has no blank after name: write "name: …".',
    ],
    [
      'no blank after the hyphen',
      { MAILROOM_CATEGORIES: '-Feed\n-News' },
      'MAILROOM_CATEGORIES is not a list: line 1 has no blank after the hyphen: write "- name".',
    ],
  ])('%s', async (_, env, problem) => {
    expect(await problemsOf({ ...TOKEN, ...env })).toContain(problem);
  });

  it.each([
    ['mailroom_jmap_token', 'MAILROOM_JMAP_TOKEN'],
    ['MAILROM_JMAP_TOKEN', 'MAILROOM_JMAP_TOKEN'],
    ['MAILROOM-JMAP-TOKEN', 'MAILROOM_JMAP_TOKEN'],
  ])('a name like %s', async (given, meant) => {
    expect(await problemsOf({ [given]: 'x' })).toContain(
      `${given} is not a variable of Mailroom's: did you mean ${meant}?`,
    );
  });

  it('says where in a secret there is what does not belong there, and nothing of the secret', async () => {
    const path = join(folder, 'two-lines');
    writeFileSync(path, 'fmu1-first-part\nand-second\n');

    const problems = await problemsOf({ MAILROOM_JMAP_TOKEN_FILE: path });

    expect(problems).toEqual([
      'MAILROOM_JMAP_TOKEN has white space, a line break or another character that no token has (a line break after character 15 of 26): copy it again.',
    ]);
  });

  it('a secret in UTF-16, as PowerShell writes it', async () => {
    const path = join(folder, 'utf16');
    writeFileSync(path, Buffer.from('\uFEFFfmu1-0123\r\n', 'utf16le'));

    expect(await problemsOf({ MAILROOM_JMAP_TOKEN_FILE: path })).toEqual([
      'MAILROOM_JMAP_TOKEN_FILE names a file in UTF-16, or one that is no text: save it as UTF-8.',
    ]);
  });

  it('is taken where it is clear what is meant: blanks, a byte order mark and line breaks around it', async () => {
    const account = sandboxAccount(sandbox);
    await account.setUp();
    const path = join(folder, 'token');
    writeFileSync(path, `\uFEFF${account.access.token} \r\n\r\n`);

    const env = account.environment({
      // Set and empty counts as not set.
      MAILROOM_JMAP_TOKEN: '',
      MAILROOM_JMAP_TOKEN_FILE: path,
      MAILROOM_POLL_INTERVAL: '300 ',
      MAILROOM_DRY_RUN: 'false ',
      MAILROOM_LOG_LEVEL: 'info ',
      MAILROOM_JMAP_URL: `${account.access.jmapUrl} `,
    });
    const run = await runMailroom(['once'], env);

    expect(run.code, run.stdout).toBe(0);
  });
});
