import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Io } from './terminal/io.ts';
import { AccountError, AuthError, ConfigError } from './errors.ts';
import { main } from './main.ts';

const once = vi.hoisted(() => vi.fn<(io: Io) => Promise<number>>());
const run = vi.hoisted(() => vi.fn<(io: Io) => Promise<number>>());
vi.mock('./commands/once.ts', () => ({ once }));
vi.mock('./commands/run.ts', () => ({ run }));

const recordingIo = (io: Partial<Io> & { isTTY?: boolean } = {}) => {
  const written = { stdout: '', stderr: '' };
  const { isTTY = false, ...rest } = io;
  return {
    written,
    io: {
      env: {},
      stdout: { write: (text: string) => (written.stdout += text), isTTY },
      stderr: { write: (text: string) => (written.stderr += text) },
      signal: new AbortController().signal,
      ...rest,
    },
  };
};

afterEach(() => {
  once.mockReset();
  run.mockReset();
});

describe('main', () => {
  it.each([
    ['--version', 'dev\n'],
    ['--help', 'Usage: mailroom'],
    ['help', 'Usage: mailroom'],
  ])('answers %s on stdout, with 0', async (argument, start) => {
    const { io, written } = recordingIo();

    expect(await main([argument], io)).toBe(0);
    expect(written.stdout.startsWith(start)).toBe(true);
    expect(written.stderr).toBe('');
  });

  it.each([
    ['no command', [], 'Usage: mailroom'],
    ['an unknown command', ['onec'], "unknown command 'onec'"],
    ['an unknown option', ['once', '--fast'], "unknown option '--fast'"],
    ['an argument too many', ['once', 'more'], 'too many arguments'],
  ])('explains %s on stderr, with 2', async (_, args, message) => {
    const { io, written } = recordingIo();

    expect(await main(args, io)).toBe(2);
    expect(written.stderr).toContain(message);
    expect(written.stdout).toBe('');
    expect(once).not.toHaveBeenCalled();
  });

  it.each([
    ['once', 0, once],
    ['once', 1, once],
    ['run', 0, run],
    ['run', 1, run],
  ])("%s: answers with the command's own exit code %i", async (name, exitCode, command) => {
    const { io, written } = recordingIo();
    command.mockResolvedValue(exitCode);

    expect(await main([name], io)).toBe(exitCode);
    expect(command).toHaveBeenCalledExactlyOnceWith(io);
    expect(written).toEqual({ stdout: '', stderr: '' });
  });

  it.each<[string, unknown, number]>([
    ['a wrong configuration', new ConfigError(['MAILROOM_X is wrong']), 2],
    ['a wrong account', new AccountError(['Mailbox is missing']), 1],
    ['refused credentials', new AuthError('refused'), 1],
    ['a defect', new TypeError('undefined is not a function'), 1],
    ['something thrown that is no error', 'oops', 1],
  ])('fails for %s', async (_, error, exitCode) => {
    const { io, written } = recordingIo();
    once.mockRejectedValue(error);

    expect(await main(['once'], io)).toBe(exitCode);
    expect(JSON.parse(written.stdout)).toMatchObject({ event: 'startup_failed', level: 'error' });
    expect(written.stderr).toBe('');
  });

  it('does not take a stop that was asked for as a failure', async () => {
    const controller = new AbortController();
    const { io, written } = recordingIo({ signal: controller.signal });
    once.mockImplementation((given) => {
      controller.abort();
      return Promise.reject(given.signal.reason as Error);
    });

    expect(await main(['once'], io)).toBe(0);
    expect(written).toEqual({ stdout: '', stderr: '' });
  });

  it('takes a failure as one even when a stop was asked for', async () => {
    const { io } = recordingIo({ signal: AbortSignal.abort() });
    once.mockRejectedValue(new Error('broken'));

    expect(await main(['once'], io)).toBe(1);
  });
});
