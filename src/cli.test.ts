import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// Runs what `npm run build` has made: this is about the process around the program.

interface Outcome {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

function mailroom(args: string[], { readsStdout = true } = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['dist/mailroom.js', ...args], { env: {} });
    const outcome: Outcome = { exitCode: null, stdout: '', stderr: '' };
    child.stderr.on('data', (data: Buffer) => (outcome.stderr += data.toString()));
    if (readsStdout) child.stdout.on('data', (data: Buffer) => (outcome.stdout += data.toString()));
    else child.stdout.destroy();
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ ...outcome, exitCode }));
  });
}

describe('the program', () => {
  it('tells the version of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await mailroom(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('exits with 2 and one line that names the missing variable, without an environment', async () => {
    const { exitCode, stdout, stderr } = await mailroom(['once']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      event: 'startup_failed',
      problems: [expect.stringContaining('MAILROOM_JMAP_TOKEN')],
    });
  });

  it('does not crash when nobody reads what it writes', async () => {
    expect(await mailroom(['once'], { readsStdout: false })).toEqual({ exitCode: 2, stdout: '', stderr: '' });
  });
});
