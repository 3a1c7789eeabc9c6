import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type LookupFunction, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TransientError } from '../../errors.ts';
import { clientFor } from '../../../test/support/http-client.ts';
import { startServer } from '../../../test/support/local-server.ts';

/** Addresses of this machine: servers of tests listen at 127.0.0.1 only, and a deaf one at 127.0.0.2. */
const resolvingTo =
  (addresses: readonly string[], afterwards: () => void = () => undefined): LookupFunction =>
  (_hostname, _options, found) =>
    setImmediate(() => {
      found(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      );
      setImmediate(afterwards);
    });

/**
 * A server at 127.0.0.2 that stands still, with a full queue: the system drops what knocks there, and the client's system
 * knocks again after a second.
 */
async function deafServer(): Promise<{ port: string; wake: () => void }> {
  const script = `
    import { createServer } from 'node:http';
    const server = createServer((_, response) => response.end('at last'));
    server.listen({ host: '127.0.0.2', port: 0, backlog: 1 }, () => console.log(server.address().port));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const fillers: Socket[] = [];
  onTestFinished(() => {
    child.kill('SIGKILL');
    for (const socket of fillers) socket.destroy();
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = line.toString().trim();
  child.kill('SIGSTOP');
  for (let n = 0; n < 2; n += 1) {
    const socket = connect(Number(port), '127.0.0.2').on('error', () => undefined);
    fillers.push(socket);
    await once(socket, 'connect');
  }
  return { port, wake: () => void child.kill('SIGCONT') };
}

describe('a host with several addresses', () => {
  it('is reached at the one that answers', async () => {
    const server = await startServer((_, response) => response.end('here'));
    const origin = new URL(`http://mail.localhost:${server.origin.port}`);
    const { get } = clientFor(origin, { lookup: resolvingTo(['127.0.0.3', '127.0.0.2', '127.0.0.1']) });
    await expect(get()).resolves.toMatchObject({ body: 'here' });
  });

  it('is reached over a slow link, where an address needs more than a moment and another one is dead', async () => {
    const { port, wake } = await deafServer();
    const lookup = resolvingTo(['127.0.0.2', '127.0.0.1'], wake);
    const { get } = clientFor(new URL(`http://mail.localhost:${port}`), { lookup });
    await expect(get()).resolves.toMatchObject({ body: 'at last' });
  });

  it.each([
    [['127.0.0.2', '127.0.0.3'], '; tried 127.0.0.2 (ECONNREFUSED), 127.0.0.3 (ECONNREFUSED)'],
    [['127.0.0.2'], '; tried 127.0.0.2 (ECONNREFUSED)'],
  ])('%j is named with what was tried', async (addresses, tried) => {
    const { get } = clientFor(new URL('http://mail.localhost:1'), { lookup: resolvingTo(addresses) });
    const failure = get();
    await expect(failure).rejects.toThrow(TransientError);
    await expect(failure).rejects.toMatchObject({
      message: `GET http://mail.localhost:1/: connection refused${tried}`,
      unsent: true,
    });
  });

  it('is named with the addresses that said nothing in time', async () => {
    const { port } = await deafServer();
    const origin = new URL(`http://mail.localhost:${port}`);
    const { get } = clientFor(origin, { lookup: resolvingTo(['127.0.0.2']), connectTimeoutMs: 50 });
    await expect(get()).rejects.toMatchObject({
      message: `GET ${origin.href}: no connection within 0.05 s; tried 127.0.0.2 (no answer)`,
      unsent: true,
    });
  });

  it('is not what failed once it was connected to', async () => {
    const server = await startServer((request) => request.socket.destroy());
    const origin = new URL(`http://mail.localhost:${server.origin.port}`);
    const { get } = clientFor(origin, { lookup: resolvingTo(['127.0.0.1']) });
    await expect(get()).rejects.toMatchObject({
      message: `GET ${origin.href}: the connection was closed before an answer came`,
      unsent: false,
    });
  });
});
