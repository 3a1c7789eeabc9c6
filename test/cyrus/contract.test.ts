import { inject } from 'vitest';
import { QUIRKS } from '../../src/sandbox/store/options.ts';
import { describeContract } from '../contract/contract-suite.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

const server = inject('cyrusName');

describeContract(server, async () => (await cyrusAccount()).access, { quirks: QUIRKS[server], server });
