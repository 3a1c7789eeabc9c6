import { describeMembers } from '../scenarios/members.ts';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeMembers, { setups: [DEFAULT_SETUP] });
