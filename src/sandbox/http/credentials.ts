import { type SandboxAccount } from '../store/account.ts';
import { page, type Reply } from './http-reply.ts';

/** Takes Bearer and Basic everywhere, as Cyrus does (RFC 6750, RFC 7617). Undefined when they fit no account. */
export function accountOf(
  authorization: string,
  accounts: readonly SandboxAccount[],
): SandboxAccount | undefined {
  const [scheme = '', credentials = ''] = authorization.split(' ');
  if (/^bearer$/i.test(scheme)) return accounts.find(({ token }) => token === credentials);
  if (!/^basic$/i.test(scheme)) return undefined;
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  return accounts.find(({ username, password }) => pair === `${username}:${password}`);
}

export function unauthorized(): Reply {
  const reply = page(401, 'Must authenticate to access the specified target');
  return {
    ...reply,
    headers: { ...reply.headers, 'www-authenticate': 'Bearer realm="sandbox", Basic realm="sandbox"' },
  };
}
