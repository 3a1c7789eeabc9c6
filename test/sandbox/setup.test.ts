import { describePuttingBack, describeSetup, describeSetupOnCardDav } from '../scenarios/setup.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeSetup);
describeOnSandbox(describePuttingBack);
describeOnSandbox(describeSetupOnCardDav, { protocols: ['carddav'] });
