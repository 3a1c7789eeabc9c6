import { afterAll, beforeAll, describe } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type MakeAccount } from '../scenarios/world.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';
import { type ContactsProtocol } from '../support/test-account.ts';

/** Runs scenarios on accounts of a sandbox that behaves as Fastmail, with contacts over each protocol. */
export function describeOnSandbox(
  describeScenarios: (makeAccount: MakeAccount) => void,
  protocols: readonly ContactsProtocol[] = ['carddav', 'jmap'],
): void {
  describe.each(protocols)('on the sandbox, contacts over %s', (protocol) => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await startSandbox();
    });
    afterAll(() => sandbox.close());
    describeScenarios(() => Promise.resolve(sandboxAccount(sandbox, protocol)));
  });
}
