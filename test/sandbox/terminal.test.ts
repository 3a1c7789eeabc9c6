import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/main.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { contactCard, groupCard } from '../support/card-text.ts';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';
import { type TestAccount } from '../support/test-account.ts';

const ERASE = '\r\u001b[K';

/** What a person at a terminal sees, and a pipe does not. */
describe('on a terminal', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  /** Runs a command for somebody who gives this answer to any question. */
  async function run(
    account: TestAccount,
    args: readonly string[],
    answer = '',
    env: Record<string, string> = {},
    columns = 100,
  ) {
    let screen = '';
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const stdout = {
      isTTY: true,
      columns,
      write: (text: string) => {
        screen += text;
        if (/(?:\[y\/N\]|go on:) $/.test(text)) stdin.write(`${answer}\n`);
      },
    };
    const signal = new AbortController().signal;
    const code = await main(args, { env: account.environment(env), stdin, stdout, stderr: stdout, signal });
    return { code, screen };
  }

  it('setup asks first, shows how far it is, and leaves no trace of that', async () => {
    const account = sandboxAccount(sandbox);
    await account.setUp({ without: [...DEFAULT_SETUP.mailboxes, ...DEFAULT_SETUP.groups] });

    const { code, screen } = await run(account, ['setup', '--apply'], 'y');

    expect(code, screen).toBe(0);
    expect(screen).toContain('Make 13 mailboxes and 5 contact groups? [y/N] ');
    expect(screen).toContain(`${ERASE}Making 11 of 18 …`);
    expect(screen.slice(screen.lastIndexOf(ERASE))).not.toContain('Making');
    expect(Object.keys(await account.groups()).sort()).toEqual([...DEFAULT_SETUP.groups, 'Screener'].sort());
  });

  it('setup changes nothing when the answer is no', async () => {
    const account = sandboxAccount(sandbox);
    await account.setUp({ without: [...DEFAULT_SETUP.mailboxes, ...DEFAULT_SETUP.groups] });
    const before = await account.snapshot();

    expect(await run(account, ['setup', '--apply'], 'no')).toMatchObject({ code: 1 });
    expect(await account.snapshot()).toEqual(before);
  });

  it('setup asks before it puts contacts back, and a no leaves them', async () => {
    const account = sandboxAccount(sandbox);
    await account.setUp();
    await account.createMailboxes(['@ToScreener', '@WholeDomain']);
    await account.putCard('screener', groupCard({ uid: 'screener', name: 'Screener' }));
    const lines = ['NOTE:2026-01-02 Feed (created by Mailroom)'];
    await account.putCard(
      'ann',
      contactCard({ uid: 'ann', fullName: 'Ann', addresses: ['ann@x.example'], lines }),
    );
    const before = await account.snapshot();

    const { code, screen } = await run(account, ['setup', '--apply'], 'no');

    expect(code, screen).toBe(0);
    expect(screen).toContain('Put 1 contact (Feed 1) back? [y/N] ');
    expect(screen).toContain('They stay as they are.');
    expect(await account.snapshot()).toEqual(before);
  });

  it.each([
    ['leave', 0, 'Done.'],
    ['yes', 1, 'Nothing was changed.'],
    ['', 1, 'Nothing was changed.'],
  ])('leave asks for a word: "%s"', async (word, code, said) => {
    const account = sandboxAccount(sandbox);
    await account.setUp();
    await account.deliver({ from: 'ann@x.example', mailboxes: ['Screener', '@ToFeed'] });
    const before = await account.snapshot();

    const left = await run(account, ['leave', '--apply'], word);

    expect(left.screen).toContain('Type "leave" to go on: ');
    expect(left.screen).toContain(said);
    expect(left.code).toBe(code);
    if (code === 1) expect(await account.snapshot()).toEqual(before);
    else expect((await account.mails()).map(({ mailboxes }) => mailboxes)).toEqual([['Screener']]);
  });

  it('check has colours, unless NO_COLOR says otherwise', async () => {
    const account = sandboxAccount(sandbox);
    await account.setUp();

    expect((await run(account, ['check'])).screen).toContain('\u001b[32m✓\u001b[0m');
    expect((await run(account, ['check'], '', { NO_COLOR: '1' })).screen).not.toMatch(/\[\d+m/);
    expect((await run(account, ['check', '--json'])).screen).not.toContain('\u001b');
  });

  it('once shows what it is doing, below its log', async () => {
    const account = sandboxAccount(sandbox);
    await account.setUp();
    const [mail = ''] = await account.deliver([{ from: 'Ann <ann@x.example>', mailboxes: ['Screener'] }]);
    await account.addLabel(mail, '@ToFeed');

    const { code, screen } = await run(account, ['once']);

    expect(code, screen).toBe(0);
    expect(screen).toMatch(/Moving mail … \d+ requests/);
    const lines = stripVTControlCharacters(screen.replaceAll(/[^\n]*\r/g, ''))
      .trimEnd()
      .split('\n');
    expect(lines.filter((line) => line.includes('…'))).toEqual([]);
    expect(lines.findLast((line) => !line.startsWith(' '))).toContain('Cycle done');
  });

  it('once --dry-run lays out the plan for each sender', async () => {
    const account = sandboxAccount(sandbox);
    await account.setUp();
    const [mail = ''] = await account.deliver([
      { from: 'Ann <ann@x.example>', mailboxes: ['Screener'] },
      { from: 'Ann <ann@x.example>', mailboxes: ['Screener'] },
    ]);
    await account.addLabel(mail, '@ToFeed');

    const { code, screen } = await run(account, ['once', '--dry-run']);

    expect(code, screen).toBe(0);
    expect(stripVTControlCharacters(screen.replaceAll(/[^\n]*\r/g, ''))).toContain(
      [
        'ann@x.example → Feed',
        '  contact  would be made',
        '  groups   joins Feed',
        '  mail     1 mail: @ToFeed, Screener → Feed',
        '           1 mail: Screener → Feed',
      ].join('\n'),
    );
    expect(screen).toContain('nothing was changed');
  });

  it('once --dry-run sorts the plans and counts for each category', async () => {
    const account = sandboxAccount(sandbox);
    await account.setUp();
    const [zoe = '', ann = '', bob = ''] = await account.deliver(
      ['zoe@x.example', 'ann@x.example', 'bob@y.example'].map((from) => ({ from, mailboxes: ['Screener'] })),
    );
    await account.addLabel([zoe, bob], '@ToJail');
    await account.addLabel(ann, '@ToFeed');

    const { screen } = await run(account, ['once', '--dry-run']);

    const lines = stripVTControlCharacters(screen.replaceAll(/[^\n]*\r/g, '')).split('\n');
    expect(lines.slice(lines.findIndex((line) => line.startsWith('ann@')))).toEqual([
      'ann@x.example → Feed: new contact; joins Feed; 1 mail: @ToFeed, Screener → Feed',
      'bob@y.example → Jail: new contact; joins Jail; 1 mail: @ToJail, Screener → Jail',
      'zoe@x.example → Jail: new contact; joins Jail; 1 mail: @ToJail, Screener → Jail',
      '',
      'Feed: 1 sender, 1 mail',
      'Jail: 2 senders, 2 mails',
      expect.stringContaining('3 senders would be triaged, 3 messages would be') as unknown,
      expect.any(String) as unknown,
      '',
    ]);
  });

  it('check and once show that they work from the first moment on', async () => {
    const account = sandboxAccount(sandbox);
    await account.setUp();

    expect((await run(account, ['check'])).screen).toContain(`${ERASE}Looking at the account …`);
    expect((await run(account, ['once'])).screen).toContain(`${ERASE}Connecting …`);
  });

  it.each([50, 80, 120])(
    'at %i columns no line of check or of a failure is broken within a word',
    async (columns) => {
      const account = sandboxAccount(sandbox);
      await account.setUp({ without: ['Feed', '@ToJail'] });

      for (const args of [['check'], ['setup'], ['once']]) {
        const { screen } = await run(account, args, '', {}, columns);
        const lines = stripVTControlCharacters(screen.replaceAll(/[^\n]*\r/g, '')).split('\n');
        for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
        expect(screen).not.toContain('\\u000a');
      }
    },
  );
});
