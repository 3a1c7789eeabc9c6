import { type SandboxAccount } from '../store/account.ts';
import { page, type Reply } from './http-reply.ts';

/** An account, and whether it may only be read with what was sent. */
export interface LetIn {
  account: SandboxAccount;
  isReadOnly: boolean;
}

/** Takes Bearer and Basic everywhere, as Cyrus does (RFC 6750, RFC 7617). Undefined when they fit no account. */
export function letIn(authorization: string, accounts: readonly SandboxAccount[]): LetIn | undefined {
  const [scheme = '', credentials = ''] = authorization.split(' ');
  if (/^bearer$/i.test(scheme)) {
    const reader = accounts.find(({ readOnlyToken }) => readOnlyToken === credentials);
    if (reader !== undefined) return { account: reader, isReadOnly: true };
    return inFull(accounts.find(({ token }) => token === credentials));
  }
  if (!/^basic$/i.test(scheme)) return undefined;
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  return inFull(accounts.find(({ username, password }) => pair === `${username}:${password}`));
}

const inFull = (account: SandboxAccount | undefined): LetIn | undefined =>
  account && { account, isReadOnly: false };

export function unauthorized(): Reply {
  const reply = page(401, 'Must authenticate to access the specified target');
  return {
    ...reply,
    headers: { ...reply.headers, 'www-authenticate': 'Bearer realm="sandbox", Basic realm="sandbox"' },
  };
}
