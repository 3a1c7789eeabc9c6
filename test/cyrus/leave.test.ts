import { describeLeave, describeLeaveOnCardDav } from '../scenarios/leave.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeLeave);
describeOnCyrus(describeLeaveOnCardDav, { protocols: ['carddav'] });
