import { describe } from 'vitest';
import { describeOutages } from '../scenarios/outage.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

describe('on Cyrus', () => describeOutages(cyrusAccount));
