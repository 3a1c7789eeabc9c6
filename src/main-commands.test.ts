import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Io } from './terminal/io.ts';
import { AuthError, ConfigError } from './errors.ts';
import { main } from './main.ts';

type Command = (io: Io, options?: unknown) => Promise<number>;
const commands = vi.hoisted(() => ({
  once: vi.fn<Command>(),
  check: vi.fn<Command>(),
  setup: vi.fn<Command>(),
  rules: vi.fn<Command>(),
  decide: vi.fn<Command>(),
}));
vi.mock('./commands/once.ts', () => ({ once: commands.once }));
vi.mock('./commands/check.ts', () => ({ check: commands.check }));
vi.mock('./commands/setup.ts', () => ({ setup: commands.setup }));
vi.mock('./commands/rules.ts', () => ({ rules: commands.rules }));
vi.mock('./commands/decide.ts', () => ({ decide: commands.decide }));

function recordingIo() {
  const written = { stdout: '', stderr: '' };
  const io: Io = {
    env: { KEPT: 'yes' },
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    signal: new AbortController().signal,
  };
  return { io, written };
}

afterEach(() => {
  for (const command of Object.values(commands)) command.mockReset();
});

describe('help', () => {
  it.each([
    [['--help']],
    [['run', '--help']],
    [['once', '--help']],
    [['check', '--help']],
    [['senders', '--help']],
    [['decide', '--help']],
    [['setup', '--help']],
    [['rules', '--help']],
    [['demo', '--help']],
    [['sandbox', '--help']],
  ])('%s fits one screen, and has an example', async (args) => {
    const { io, written } = recordingIo();

    expect(await main(args, io)).toBe(0);

    const lines = written.stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines.at(-1)).toMatch(/^ {2}(?:\w+=\d+ )?mailroom /);
  });
});

describe('options', () => {
  it.each([
    [['check'], commands.check, { json: false }],
    [['check', '--json'], commands.check, { json: true }],
    [['setup'], commands.setup, { apply: false, yes: false }],
    [['setup', '--apply', '--yes'], commands.setup, { apply: true, yes: true }],
    [['rules'], commands.rules, { format: 'fastmail' }],
    [['rules', '--format', 'sieve'], commands.rules, { format: 'sieve' }],
    [['decide', '-'], commands.decide, { file: '-', apply: false, now: false }],
    [['decide', 'x.csv', '--apply', '--now'], commands.decide, { file: 'x.csv', apply: true, now: true }],
  ])('%s', async (args, command, options) => {
    const { io } = recordingIo();
    command.mockResolvedValue(0);

    expect(await main(args, io)).toBe(0);
    expect(command).toHaveBeenCalledExactlyOnceWith(io, options);
  });

  it('once --dry-run sets MAILROOM_DRY_RUN', async () => {
    const { io } = recordingIo();
    commands.once.mockResolvedValue(0);

    expect(await main(['once', '--dry-run'], io)).toBe(0);
    expect(commands.once).toHaveBeenCalledExactlyOnceWith({
      ...io,
      env: { KEPT: 'yes', MAILROOM_DRY_RUN: 'true' },
    });
  });

  it('refuses an unknown format, and names those that there are', async () => {
    const { io, written } = recordingIo();

    expect(await main(['rules', '--format', 'xml'], io)).toBe(2);
    expect(written.stderr).toMatch(/fastmail, sieve, text/);
    expect(commands.rules).not.toHaveBeenCalled();
  });
});

describe('a command whose stdout is no log', () => {
  it.each([
    ['check', commands.check],
    ['setup', commands.setup],
    ['rules', commands.rules],
  ])('%s fails with text on stderr', async (name, command) => {
    const { io, written } = recordingIo();
    command
      .mockRejectedValueOnce(new AuthError('refused'))
      .mockRejectedValueOnce(new ConfigError(['X is wrong']));

    expect([await main([name], io), await main([name], io)]).toEqual([1, 2]);
    expect(written.stdout).toBe('');
    expect(written.stderr).toMatch(
      /^Mailroom cannot start\. refused\n {2}→ make a new API token .*\nRun "mailroom check"[^]*X is wrong/,
    );
  });
});
