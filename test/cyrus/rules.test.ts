import { describe } from 'vitest';
import { describeRules } from '../scenarios/rules.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

describe('on Cyrus', () => describeRules(cyrusAccount));
