import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned } from '../support/self-signed.ts';
import { type RunningProgram, runMailroom, startMailroom } from '../support/run-mailroom.ts';

/** What scripts/e2e-kubernetes.sh puts into pods: the account in memory, TLS before it, and a user. */
describe('a server behind TLS, with a certificate that nobody else has signed', () => {
  let folder: string;
  let stopProxy: () => void;
  let sandbox: RunningProgram;
  let environment: Record<string, string>;
  let port: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mailroom-tls-'));
    const { cert, key } = selfSigned();
    writeFileSync(join(folder, 'tls.crt'), cert);
    writeFileSync(join(folder, 'tls.key'), key);
    // The proxy must know the sandbox's port, and the sandbox the proxy's, so one of them is looked up before.
    const probe = startMailroom(['sandbox'], {});
    port = new URL((await probe.environment()).MAILROOM_JMAP_URL ?? '').port;
    probe.kill('SIGTERM');
    await probe.result;
    const proxy = spawn(process.execPath, ['scripts/e2e/tls-proxy.mjs', '0', port, folder]);
    stopProxy = () => proxy.kill('SIGTERM');
    const [line] = (await once(createInterface(proxy.stdout), 'line')) as [string];
    const url = `https://localhost:${line.split(' ').at(-1)!}`;
    sandbox = startMailroom(['sandbox', '--port', port, '--url', url], {});
    environment = await sandbox.environment();
    expect(environment.MAILROOM_JMAP_URL).toBe(`${url}/jmap/session`);
  });
  afterAll(async () => {
    stopProxy();
    sandbox.kill('SIGTERM');
    await sandbox.result;
    rmSync(folder, { recursive: true });
  });

  const user = (action: string): string => {
    const args = ['--input-type=module', '-', port, environment.MAILROOM_JMAP_TOKEN ?? '', action];
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      input: readFileSync('scripts/e2e/account.mjs'),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.trim();
  };

  it('is worked with once its authority is known', async () => {
    const env = { ...environment, NODE_EXTRA_CA_CERTS: join(folder, 'tls.crt') };
    expect((await runMailroom(['setup', '--apply', '--yes'], env)).code).toBe(0);
    user('label');
    expect(user('count')).toBe('0 2');

    const { code, events } = await runMailroom(['once'], env);

    expect(code).toBe(0);
    expect(events.at(-1)).toMatchObject({ event: 'cycle_done', triaged: 1, mails: 2 });
    expect(user('count')).toBe('2 0');
  });

  it('is refused until then, as something that does not pass', async () => {
    const { code, stderr, events } = await runMailroom(['once'], environment);

    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(events).toEqual([
      expect.objectContaining({
        event: 'startup_failed',
        error: expect.objectContaining({
          type: 'CertificateError',
          message: expect.stringContaining('the certificate is not trusted') as string,
        }) as object,
      }),
    ]);
  });

  it.each(['run', 'once'])(
    'is not even asked by %s where the path of the authority is wrong',
    async (command) => {
      const env = {
        ...environment,
        NODE_EXTRA_CA_CERTS: join(folder, 'nothing.crt'),
        MAILROOM_HEALTH_PORT: '0',
      };
      const { code, stdout, stderr } = await runMailroom([command], env);

      expect(code).toBe(2);
      // Node itself says this before any program runs, in a form of its own.
      expect(stderr).toMatch(/^(?:Warning: Ignoring extra certs from .*\n+)?$/);
      expect(
        stdout
          .trim()
          .split('\n')
          .map((line): unknown => JSON.parse(line)),
      ).toEqual([
        expect.objectContaining({
          event: 'startup_failed',
          problems: [
            expect.stringContaining('NODE_EXTRA_CA_CERTS names a file that cannot be read (ENOENT)'),
          ],
        }),
      ]);
    },
  );
});

describe('mailroom sandbox --url', () => {
  it.each(['mail.example', 'ftp://mail.example', 'https://mail.example/jmap', 'https://me@mail.example'])(
    'refuses %s, which is no origin',
    async (url) => {
      const { code, stdout } = await runMailroom(['sandbox', '--url', url], {});

      expect(code).toBe(2);
      expect(stdout).toContain('--url: must be like https://mail.example');
    },
  );
});
