import { describeLeave, describeLeaveOnCardDav } from '../scenarios/leave.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeLeave);
describeOnSandbox(describeLeaveOnCardDav, { protocols: ['carddav'] });
