import { afterAll, beforeAll, describe } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type MakeAccount } from '../scenarios/world.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';

/** Runs scenarios on accounts of a sandbox that behaves as Fastmail. */
export function describeOnSandbox(describeScenarios: (makeAccount: MakeAccount) => void): void {
  describe('on the sandbox', () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await startSandbox();
    });
    afterAll(() => sandbox.close());
    describeScenarios(() => Promise.resolve(sandboxAccount(sandbox)));
  });
}
