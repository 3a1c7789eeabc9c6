import { afterAll, beforeAll, describe } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type MakeAccount } from '../scenarios/world.ts';
import { CATEGORY_SETUPS, type CategorySetup } from '../support/category-setups.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';
import { type ContactsProtocol } from '../support/test-account.ts';

/** Runs scenarios on accounts of a sandbox that behaves as Fastmail: over each contacts protocol and each category setup. */
export function describeOnSandbox(
  describeScenarios: (makeAccount: MakeAccount, setup: CategorySetup) => void,
  {
    protocols = ['carddav', 'jmap'],
    setups = CATEGORY_SETUPS,
  }: { protocols?: readonly ContactsProtocol[]; setups?: readonly CategorySetup[] } = {},
): void {
  describe.each(protocols)('on the sandbox, contacts over %s', (protocol) => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await startSandbox();
    });
    afterAll(() => sandbox.close());
    describe.each(setups.map((setup) => [setup.name, setup] as const))('with %s', (_, setup) => {
      describeScenarios(() => Promise.resolve(sandboxAccount(sandbox, protocol)), setup);
    });
  });
}
