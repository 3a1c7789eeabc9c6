import { inject } from 'vitest';
import { cyrusContacts } from './cyrus-binaries.ts';
import { createCyrusUser } from './cyrus-user.ts';
import { testAccount, type TestAccount } from './test-account.ts';

/** A new account on the Cyrus server that all test files share; nobody else knows it. */
export async function cyrusAccount(): Promise<TestAccount> {
  const cyrus = inject('cyrus');
  const { user, password, token } = await createCyrusUser(cyrus);
  const origin = `http://127.0.0.1:${cyrus.ports.http}`;
  return testAccount(
    {
      jmapUrl: `${origin}/jmap/`,
      cardDavUrl: `${origin}/`,
      username: user,
      password,
      token,
    },
    cyrusContacts(),
  );
}
