import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify, stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { runMailroom } from '../support/run-mailroom.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';
import { type TestAccount } from '../support/test-account.ts';

const README = readFileSync('README.md', 'utf8');

const blocks = (language: string): string[] =>
  [...README.matchAll(new RegExp(`^ *\`\`\`${language}\\n([^]*?)^ *\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  );

const commands = blocks('sh').flatMap((text) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean),
);

/** Figures and times differ from run to run; the form may not. */
const form = (line: string): string => line.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'TIME').replace(/\d+/g, 'N');

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

describe('the README', () => {
  let sandbox: Sandbox;
  let account: TestAccount;
  beforeAll(async () => {
    sandbox = await startSandbox();
    account = sandboxAccount(sandbox);
  });
  afterAll(() => sandbox.close());

  it('shows the demo with the command that the package has', async () => {
    expect(commands).toContain('npm ci && npm run demo');

    // The build is done when tests run; two at once would get in each other's way.
    const { stdout } = await promisify(execFile)('node', ['dist/mailroom.js', 'demo']);

    expect(stdout).toMatch(/^Mailroom demo/);
  });

  it('shows a picture of what the demo prints today', async () => {
    const picture = readFileSync('docs/demo.svg', 'utf8');
    const drawn = [...picture.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, line = '']) =>
      unescaped(line.replace(/<[^>]*>/g, '')),
    );

    const { stdout } = await promisify(execFile)('node', ['dist/mailroom.js', 'demo'], {
      env: { PATH: process.env.PATH, FORCE_COLOR: '1' },
    });

    const printed = stripVTControlCharacters(stdout).split('\n').filter(Boolean);
    expect(drawn.map(form)).toEqual(printed.map(form));
  });

  it('leads from an empty account to a triaged sender with its own commands, in its order', async () => {
    const steps = commands.filter((command) => command.startsWith('mailroom '));
    expect(steps).toEqual([
      'mailroom setup --apply',
      'mailroom check',
      'mailroom rules > mailroom-rules.json',
      'mailroom once --dry-run',
      'mailroom once',
    ]);
    const run = (args: string): ReturnType<typeof runMailroom> =>
      runMailroom(args.split(' '), account.environment());

    // There is no terminal to answer the question on.
    expect(await run('setup --apply --yes')).toMatchObject({ code: 0 });
    expect(await run('check')).toMatchObject({ code: 0 });
    const rules = await run('rules');
    expect(JSON.parse(rules.stdout)).toHaveLength(6);
    const [mail = ''] = await account.deliver(
      [1, 2, 3].map(() => ({ from: 'news@x.example', mailboxes: ['Screener'] })),
    );
    await account.addLabel(mail, '@ToFeed');
    expect(await run('once --dry-run')).toMatchObject({ code: 0 });
    expect(await account.mailIn('Feed')).toEqual([]);

    expect(await run('once')).toMatchObject({ code: 0 });
    expect(await account.mailIn('Feed')).toHaveLength(3);
  });
});
