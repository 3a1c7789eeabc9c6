import { describeMembers } from '../scenarios/members.ts';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { describeOnSandbox, GROUNDS } from './describe-on-sandbox.ts';

// Where all members are shown with a prefix, a UID that has one itself cannot be named over JMAP.
const grounds = GROUNDS.filter(({ server, protocol }) => server !== 'cyrus36' || protocol !== 'jmap');

describeOnSandbox(describeMembers, { setups: [DEFAULT_SETUP], grounds });
