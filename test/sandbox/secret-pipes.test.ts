import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const TOKEN = 'fmu1-0a1b2c3d-4e5f6a7b8c9d0e1f2a3b4c5d6e7f8091-0-55aa';

/** Runs the built program with the token on its standard input, which can be read once. */
async function runWithPipe(
  command: string,
  env: Readonly<Record<string, string>>,
  write: (stdin: NodeJS.WritableStream) => void | Promise<void> = (stdin) => void stdin.end(`${TOKEN}\n`),
): Promise<{ code: number | null; output: string }> {
  // What Node gives a child as its input is a socket, which cannot be opened by name. A shell's pipe can.
  const child = spawn(
    'sh',
    ['-c', 'cat | "$0" dist/mailroom.js "$@"', process.execPath, ...command.split(' ')],
    {
      env: { PATH: process.env.PATH, MAILROOM_JMAP_TOKEN_FILE: '/dev/stdin', ...env },
    },
  );
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  await write(child.stdin);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: (await output).join('') };
}

describe('a secret that can be read once', () => {
  let url: string;
  let stop: () => void;

  // As a proxy in the way may do: the answer shows the request that it refuses, written for a web page.
  beforeAll(async () => {
    const server = createServer((request, response) => {
      response.writeHead(500, { 'content-type': 'text/plain' });
      const shown = request.headers.authorization?.replaceAll('-', '&#45;') ?? 'no credentials';
      response.end(`${'x'.repeat(165)} ${shown} ${'y'.repeat(180)}`);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    stop = () => {
      server.close();
      server.closeAllConnections();
    };
  });
  afterAll(() => stop());

  it.each(['once', 'once --dry-run', 'run', 'check', 'check --json', 'setup', 'rules --format sieve'])(
    'reaches the server, and not the output of `%s`',
    async (command) => {
      const { code, output } = await runWithPipe(command, {
        MAILROOM_JMAP_URL: url,
        MAILROOM_HEALTH_PORT: '0',
      });

      expect(code).toBe(1);
      expect(output).toContain('[secret]');
      for (let i = 0; i + 5 < TOKEN.length; i++) expect(output).not.toContain(TOKEN.slice(i, i + 6));
    },
  );

  it('may come late', async () => {
    const { output } = await runWithPipe('once', { MAILROOM_JMAP_URL: url }, async (stdin) => {
      await sleep(300);
      stdin.end(TOKEN);
    });

    expect(output).toContain('[secret]');
  });

  it('that never comes is told', async () => {
    const { code, output } = await runWithPipe('once', { MAILROOM_JMAP_TOKEN_FILE: '/dev/zero' });

    expect(code).toBe(2);
    expect(output).toContain('MAILROOM_JMAP_TOKEN_FILE names a file of more than 4,096 bytes');
  });
});
