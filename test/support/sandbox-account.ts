import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { testAccount, type TestAccount } from './test-account.ts';

/** A new account on a sandbox. */
export function sandboxAccount(sandbox: Sandbox): TestAccount {
  const { jmapUrl, cardDavUrl } = sandbox;
  const { username, password, token } = sandbox.createAccount();
  return testAccount({ jmapUrl, cardDavUrl, username, password, token });
}
