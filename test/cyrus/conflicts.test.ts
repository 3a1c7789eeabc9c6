import { describe } from 'vitest';
import { describeConflicts } from '../scenarios/conflicts.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

describe('on Cyrus', () => describeConflicts(cyrusAccount));
