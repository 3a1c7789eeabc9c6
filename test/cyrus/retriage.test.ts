import { describe } from 'vitest';
import { describeRetriage } from '../scenarios/retriage.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

describe('on Cyrus', () => describeRetriage(cyrusAccount));
