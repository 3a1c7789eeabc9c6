import { describe, inject } from 'vitest';
import { type MakeAccount } from '../scenarios/world.ts';
import { CATEGORY_SETUPS, type CategorySetup } from '../support/category-setups.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';
import { cyrusContacts } from '../support/cyrus-binaries.ts';
import { type ContactsProtocol } from '../support/test-account.ts';

/** Runs scenarios on accounts of a real server, over each category setup; those of one contacts protocol only over that. */
export function describeOnCyrus(
  describeScenarios: (makeAccount: MakeAccount, setup: CategorySetup) => void,
  {
    protocols = ['carddav', 'jmap'],
    setups = CATEGORY_SETUPS,
  }: { protocols?: readonly ContactsProtocol[]; setups?: readonly CategorySetup[] } = {},
): void {
  const protocol = cyrusContacts();
  describe.skipIf(!protocols.includes(protocol))(
    `on ${inject('cyrusName')}, contacts over ${protocol}`,
    () => {
      describe.each(setups.map((setup) => [setup.name, setup] as const))('with %s', (_, setup) => {
        describeScenarios(cyrusAccount, setup);
      });
    },
  );
}
