import { describe } from 'vitest';
import { describeSetup, describeSetupOnCardDav } from '../scenarios/setup.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

describe('on Cyrus', () => {
  describeSetup(cyrusAccount);
  describeSetupOnCardDav(cyrusAccount);
});
