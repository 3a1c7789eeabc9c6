import { inject } from 'vitest';
import { QUIRKS } from '../../src/sandbox/options.ts';
import { describeContract } from '../contract/contract-suite.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

const name = inject('cyrusName');

describeContract(name, async () => (await cyrusAccount()).access, QUIRKS[name]);
