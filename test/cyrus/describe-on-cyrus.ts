import { describe } from 'vitest';
import { type MakeAccount } from '../scenarios/world.ts';
import { CATEGORY_SETUPS, type CategorySetup } from '../support/category-setups.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

/** Runs scenarios on accounts of a real server, over each category setup. */
export function describeOnCyrus(
  describeScenarios: (makeAccount: MakeAccount, setup: CategorySetup) => void,
  setups: readonly CategorySetup[] = CATEGORY_SETUPS,
): void {
  describe.each(setups.map((setup) => [setup.name, setup] as const))('on Cyrus, with %s', (_, setup) => {
    describeScenarios(cyrusAccount, setup);
  });
}
