import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError, TransientError } from '../errors.ts';
import { run } from './run.ts';

/** Nothing listens on port 1. */
const NOWHERE = 'http://127.0.0.1:1/';

const ENV = {
  MAILROOM_JMAP_TOKEN: 'fmu1-token',
  MAILROOM_CARDDAV_USERNAME: 'me@my.example',
  MAILROOM_CARDDAV_PASSWORD: 'app-password',
  MAILROOM_JMAP_URL: NOWHERE,
  MAILROOM_CARDDAV_URL: NOWHERE,
  MAILROOM_HEALTH_PORT: '0',
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Takes connections, and says nothing. */
async function silentServer(): Promise<number> {
  const server = createServer();
  servers.push(server);
  await once(server.listen(0), 'listening');
  return (server.address() as AddressInfo).port;
}

function start(env: Record<string, string> = {}) {
  const output: string[] = [];
  const write = (text: string) => output.push(text);
  const controller = new AbortController();
  const io = { env: { ...ENV, ...env }, stdout: { write }, stderr: { write }, signal: controller.signal };
  const records = () => output.map((line) => JSON.parse(line) as Record<string, unknown>);
  const result = run(io);
  result.catch(() => undefined);
  return { result, records, stop: () => controller.abort() };
}

describe('starting', () => {
  it('with a wrong configuration: throws, and writes nothing', async () => {
    const { result, records } = start({ MAILROOM_POLL_INTERVAL: 'often' });

    await expect(result).rejects.toThrow(ConfigError);
    expect(records()).toEqual([]);
  });

  it('with a taken health port: throws before it connects', async () => {
    const port = await silentServer();
    const { result, records } = start({ MAILROOM_HEALTH_PORT: String(port) });

    await expect(result).rejects.toThrow(/MAILROOM_HEALTH_PORT/);
    expect(records()).toEqual([]);
  });

  it('with servers out of reach: throws at once, without another try', async () => {
    const { result, records } = start();

    await expect(result).rejects.toThrow(TransientError);
    expect(records()).toMatchObject([{ event: 'health_server_started', port: expect.any(Number) as number }]);
  });

  it('logs what may be a mistake in the configuration', async () => {
    const { result, records } = start({ MAILROOM_POL_INTERVAL: '60' });

    await expect(result).rejects.toThrow(TransientError);
    expect(records()[0]).toMatchObject({ level: 'warning', event: 'config_warning' });
  });

  it('is live and not ready while it connects, and ends with 0 when it is stopped then', async () => {
    const origin = `http://127.0.0.1:${await silentServer()}/`;
    const { result, records, stop } = start({ MAILROOM_JMAP_URL: origin, MAILROOM_CARDDAV_URL: origin });
    await expect.poll(records).toHaveLength(1);
    const health = `http://127.0.0.1:${String(records()[0]?.port)}`;

    const statuses = await Promise.all(
      ['/healthz', '/readyz'].map(async (path) => (await fetch(health + path)).status),
    );
    stop();

    expect(statuses).toEqual([200, 503]);
    expect(await result).toBe(0);
    expect(records().map(({ event }) => event)).toEqual([
      'health_server_started',
      'service_stopping',
      'service_stopped',
    ]);
    await expect(fetch(health)).rejects.toThrow('fetch failed');
  });
});
