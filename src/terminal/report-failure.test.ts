import { describe, expect, it } from 'vitest';
import { AccountError, ConfigError, TransientError } from '../errors.ts';
import { reportFailure } from './report-failure.ts';

function reported(error: unknown, { isTTY = false, env = {} }: { isTTY?: boolean; env?: NodeJS.ProcessEnv }) {
  const written = { stdout: '', stderr: '' };
  reportFailure(error, {
    env,
    stdout: { write: (text) => (written.stdout += text), isTTY },
    stderr: { write: (text) => (written.stderr += text) },
    signal: new AbortController().signal,
  });
  return written;
}

const refused = new TransientError('GET https://h.example/: no answer', { cause: new Error('ECONNREFUSED') });

describe('reportFailure on a terminal', () => {
  it('lists problems as text on stderr', () => {
    expect(reported(new ConfigError(['A is wrong', 'B is wrong']), { isTTY: true })).toEqual({
      stdout: '',
      stderr: 'Mailroom cannot start. The configuration has 2 problems:\n  - A is wrong\n  - B is wrong\n',
    });
  });

  it('tells the causes', () => {
    expect(reported(refused, { isTTY: true }).stderr).toBe(
      'Mailroom cannot start. GET https://h.example/: no answer\n  because of Error: ECONNREFUSED\n' +
        '  → see whether this machine can reach that host (network, DNS, firewall), and try again\n' +
        'Run "mailroom check" to see what is wrong and what to do about it.\n',
    );
  });

  it.each([
    ['of several errors', new AggregateError([new Error('A'), new Error('B')]), 'AggregateError: A; B'],
    ['of an error without a message', new RangeError(), 'RangeError'],
  ])('never ends in nothing: %s', (_, cause, said) => {
    const error = new TransientError('no answer', { cause });
    expect(reported(error, { isTTY: true }).stderr).toContain(`  because of ${said}\n`);
  });

  it('ends where an error causes itself', () => {
    const error = new Error('round');
    error.cause = error;
    expect(reported(error, { isTTY: true }).stderr.match(/round/g)).toHaveLength(6);
  });

  it('lets nothing steer the terminal', () => {
    expect(reported('\u001b[2J', { isTTY: true }).stderr).toBe('Mailroom cannot start. \\u001b[2J\n');
  });
});

describe('reportFailure elsewhere', () => {
  it.each<[Error, string, string]>([
    [new ConfigError(['A is wrong', 'B is wrong']), 'ConfigError', 'The configuration has 2 problems'],
    [new AccountError(['A is wrong', 'B is wrong']), 'AccountError', 'The account has 2 problems'],
  ])('logs problems as a list: %s', (error, type, message) => {
    const { stdout, stderr } = reported(error, {});
    expect(JSON.parse(stdout)).toMatchObject({
      event: 'startup_failed',
      error: { type, message },
      problems: ['A is wrong', 'B is wrong'],
    });
    expect(stderr).toBe('');
  });

  it('logs other errors with their causes', () => {
    expect(JSON.parse(reported(refused, {}).stdout)).toMatchObject({
      event: 'startup_failed',
      error: { type: 'TransientError', cause: { message: 'ECONNREFUSED' } },
    });
  });

  it('shows where an error came from at debug', () => {
    const env = { MAILROOM_LOG_LEVEL: 'debug' };
    expect(reported(new Error('broken'), { env }).stdout).toContain('report-failure.test.ts');
    expect(reported(new Error('broken'), {}).stdout).not.toContain('report-failure.test.ts');
  });
});

describe('reportFailure', () => {
  it.each([true, false])('hides secrets of the environment (on a terminal: %s)', (isTTY) => {
    const env = { MAILROOM_JMAP_TOKEN: 'fmu1-token', MAILROOM_CARDDAV_PASSWORD: 'app-password' };
    const error = new Error('Bearer fmu1-token', { cause: new Error('app-password') });
    const { stdout, stderr } = reported(error, { isTTY, env });
    expect(stdout + stderr).toContain('Bearer [secret]');
    expect(stdout + stderr).not.toMatch(/fmu1-token|app-password/);
  });
});
