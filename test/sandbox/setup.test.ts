import { describeSetup, describeSetupOnCardDav } from '../scenarios/setup.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeSetup);
describeOnSandbox(describeSetupOnCardDav, { protocols: ['carddav'] });
