import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type CyrusPorts } from './cyrus-config.ts';
import { dialog } from './line-dialog.ts';

/** Plain data, so that vitest can hand it from the global setup to every worker. */
export interface CyrusAddress {
  /** The server's private state folder. */
  folder: string;
  ports: CyrusPorts;
  /** Signs Bearer tokens. */
  jwtSecret: string;
}

export interface CyrusUser {
  /** `u<counter>-<random>@example.test`; also the JMAP account's id. */
  user: string;
  password: string;
  /** A JWT for `Authorization: Bearer`. */
  token: string;
}

/** Runs what follows as the user that Cyrus insists on. */
export const AS_CYRUS = ['setpriv', '--reuid=cyrus', '--regid=mail', '--init-groups'] as const;

let counter = 0;

/** Makes a user whom no other test knows. May be called from several processes at once. */
export async function createCyrusUser(cyrus: CyrusAddress): Promise<CyrusUser> {
  counter += 1;
  const name = `u${counter}-${randomBytes(6).toString('hex')}`;
  const user = `${name}@example.test`;
  const password = randomBytes(12).toString('hex');
  await storePassword(cyrus.folder, name, password);
  // The first IMAP login makes INBOX and the role mailboxes; before it, JMAP answers 500.
  const [, login = ''] = await dialog(cyrus.ports.imap, [
    { until: /^\* OK/ },
    { send: `a LOGIN "${user}" "${password}"`, until: /^a / },
    { send: 'b LOGOUT', until: /^b / },
  ]);
  if (!login.startsWith('a OK')) throw new Error(`Cyrus refused the IMAP login of ${user}: ${login}`);
  return { user, password, token: bearerToken(user, cyrus.jwtSecret) };
}

/** The password file has no locking of its own: one writer at a time, and readers see the old file or the new one. */
const STORE_PASSWORD = `
  set -e
  if [ -e "$1" ]; then cp "$1" "$1.new"; fi
  saslpasswd2 -p -c -f "$1.new" -u example.test "$2"
  mv "$1.new" "$1"
`;

async function storePassword(folder: string, name: string, password: string): Promise<void> {
  const command = ['flock', `${folder}/sasldb2.lock`, 'sh', '-c', STORE_PASSWORD, 'sh', `${folder}/sasldb2`];
  const [program, ...args] = [...AS_CYRUS, ...command, name];
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  child.stdin.end(`${password}\n`);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`saslpasswd2 failed (${String(code)}): ${complaints}`);
}

/** Cyrus takes exactly this header. */
const bearerToken = (user: string, secret: string): string => {
  const signed = `${base64url('{"typ":"JWT","alg":"HS256"}')}.${base64url(JSON.stringify({ sub: user }))}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};

const base64url = (text: string): string => Buffer.from(text).toString('base64url');
