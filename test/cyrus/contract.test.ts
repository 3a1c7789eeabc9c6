import { QUIRKS } from '../../src/sandbox/options.ts';
import { describeContract } from '../contract/contract-suite.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

describeContract('Cyrus', async () => (await cyrusAccount()).access, QUIRKS.cyrus36);
