import { describe } from 'vitest';
import { type Quirks, type ServerName } from '../../src/sandbox/store/options.ts';
import { type AccountAccess } from '../support/test-jmap.ts';
import { describeCardDavDiscovery } from './carddav-discovery-contract.ts';
import { describeCardDavQuery } from './carddav-query-contract.ts';
import { describeCardDavWrite } from './carddav-write-contract.ts';
import { describeCardText } from './card-text-contract.ts';
import { describeChanges } from './changes-contract.ts';
import { describeEmail } from './email-contract.ts';
import { describeEmailImport } from './email-import-contract.ts';
import { describeEmailQuery } from './email-query-contract.ts';
import { describeFrom } from './from-contract.ts';
import { describeJmapCore } from './jmap-core-contract.ts';
import { describeMailbox } from './mailbox-contract.ts';
import { describeThreads } from './threads-contract.ts';

export type MakeAccount = () => Promise<AccountAccess>;

/**
 * What a server does on the wire. Run against the sandbox and against a real Cyrus, it keeps the one from drifting away
 * from the other; `quirks` says where the server at hand is known to differ, `server` whose ways else it has.
 */
export function describeContract(
  name: string,
  makeAccount: MakeAccount,
  { quirks, server }: { quirks: Quirks; server: ServerName },
): void {
  describe(name, () => {
    describeJmapCore(makeAccount, quirks);
    describeMailbox(makeAccount, quirks);
    describeEmail(makeAccount, quirks);
    describeEmailImport(makeAccount);
    describeEmailQuery(makeAccount, quirks);
    describeChanges(makeAccount, quirks);
    describeThreads(makeAccount);
    describeFrom(makeAccount, server);
    describeCardDavDiscovery(makeAccount);
    describeCardDavWrite(makeAccount, quirks, server);
    describeCardDavQuery(makeAccount, server);
    describeCardText(makeAccount, quirks, server);
  });
}
