import { describePuttingBack, describeSetup, describeSetupOnCardDav } from '../scenarios/setup.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeSetup);
describeOnCyrus(describePuttingBack);
describeOnCyrus(describeSetupOnCardDav, { protocols: ['carddav'] });
