import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { startCyrus } from '../support/cyrus-server.ts';
import { testAccount, type TestAccount } from '../support/test-account.ts';

export interface AccountServer {
  createAccount(): Promise<TestAccount>;
  stop(): Promise<void>;
}

/** A server on this host's loopback: the sandbox, which runs anywhere, or with `TEST_SERVER=cyrus` a real one. */
export const startAccountServer = ({
  TEST_SERVER = 'sandbox',
}: NodeJS.ProcessEnv): Promise<AccountServer> => {
  if (TEST_SERVER === 'cyrus') return cyrus();
  if (TEST_SERVER === 'sandbox') return sandbox();
  throw new Error(`TEST_SERVER is ${TEST_SERVER}: it must be sandbox or cyrus`);
};

async function sandbox(): Promise<AccountServer> {
  const { jmapUrl, cardDavUrl, createAccount, close } = await startSandbox();
  return {
    createAccount: () => {
      const { username, password, token } = createAccount();
      return Promise.resolve(testAccount({ jmapUrl, cardDavUrl, username, password, token }));
    },
    stop: close,
  };
}

async function cyrus(): Promise<AccountServer> {
  const server = await startCyrus();
  const origin = `http://127.0.0.1:${server.address.ports.http}`;
  return {
    async createAccount() {
      const { user: username, password, token } = await server.createUser();
      return testAccount({
        jmapUrl: `${origin}/jmap/`,
        cardDavUrl: `${origin}/`,
        ...{ username, password, token },
      });
    },
    stop: () => server.stop(),
  };
}
