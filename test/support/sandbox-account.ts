import { storeUpload } from '../../src/sandbox/jmap/blobs.ts';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { type ContactsProtocol, testAccount, type TestAccount } from './test-account.ts';
import { testJmap } from './test-jmap.ts';

/** A new account on a sandbox. */
export function sandboxAccount(sandbox: Sandbox, contacts?: ContactsProtocol): TestAccount {
  const { jmapUrl, cardDavUrl } = sandbox;
  const stored = sandbox.createAccount();
  const { username, password, token } = stored;
  const access = { jmapUrl, cardDavUrl, username, password, token };
  return testAccount(access, contacts, {
    ...testJmap(access),
    // Not over the wire: a request for each mail would be most of the tests.
    upload: (content) => Promise.resolve(storeUpload(stored, Buffer.from(content), 'message/rfc822').blobId),
  });
}
