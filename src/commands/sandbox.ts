import { once } from 'node:events';
import { ConfigError } from '../errors.ts';
import { type SandboxAccount } from '../sandbox/store/account.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { type Io } from '../terminal/io.ts';

/**
 * Serves an empty account on this machine until stopped. Throws `ConfigError` for a port that is none or is taken, and for
 * a URL that is none.
 */
export async function sandbox(io: Io, { port, url }: { port: string; url?: string }): Promise<number> {
  const origin = url === undefined ? {} : { origin: readOrigin(url) };
  const server = await startSandbox({ port: readPort(port), ...origin }).catch((error: unknown) => {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isTaken ? new ConfigError([`--port: ${port} is taken: choose another`]) : error;
  });
  const account = server.createAccount();
  io.stdout.write(`${environmentText(server, account)}\n`);
  await untilStopped(io.signal);
  await server.close();
  return 0;
}

/** Shell lines that point Mailroom, or curl, at the account. */
export const environmentText = (server: Sandbox, { username, password, token }: SandboxAccount): string =>
  [
    ['MAILROOM_JMAP_URL', server.jmapUrl],
    ['MAILROOM_JMAP_TOKEN', token],
    ['MAILROOM_CARDDAV_URL', server.cardDavUrl],
    ['MAILROOM_CARDDAV_USERNAME', username],
    ['MAILROOM_CARDDAV_PASSWORD', password],
  ]
    .map(([name = '', value = '']) => `export ${name}=${value}`)
    .join('\n');

export async function untilStopped(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535))
    throw new ConfigError(['--port: must be a whole number from 0 (any free one) to 65535']);
  return port;
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // `href` has a slash where the origin has no path.
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`)
    throw new ConfigError(['--url: must be like https://mail.example, without a path']);
  return url.origin;
}
