import { describe } from 'vitest';
import { describeLabels } from '../scenarios/labels.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

describe('on Cyrus', () => describeLabels(cyrusAccount));
