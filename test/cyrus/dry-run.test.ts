import { describe } from 'vitest';
import { describeDryRun } from '../scenarios/dry-run.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

describe('on Cyrus', () => describeDryRun(cyrusAccount));
