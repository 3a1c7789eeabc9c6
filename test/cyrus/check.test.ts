import { describe } from 'vitest';
import { describeCheck, describeCheckOnCardDav } from '../scenarios/check.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

describe('on Cyrus', () => {
  describeCheck(cyrusAccount);
  describeCheckOnCardDav(cyrusAccount);
});
