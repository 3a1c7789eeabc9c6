import { describeMembers } from '../scenarios/members.ts';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeMembers, { setups: [DEFAULT_SETUP] });
