import { describe } from 'vitest';
import { describeVolume } from '../scenarios/volume.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

describe('on Cyrus', () => describeVolume(cyrusAccount));
