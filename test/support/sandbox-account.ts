import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { type ContactsProtocol, testAccount, type TestAccount } from './test-account.ts';

/** A new account on a sandbox. */
export function sandboxAccount(sandbox: Sandbox, contacts?: ContactsProtocol): TestAccount {
  const { jmapUrl, cardDavUrl } = sandbox;
  const { username, password, token } = sandbox.createAccount();
  return testAccount({ jmapUrl, cardDavUrl, username, password, token }, contacts);
}
