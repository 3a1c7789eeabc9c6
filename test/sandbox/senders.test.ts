import { describeSenders } from '../scenarios/senders.ts';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { describeOnSandbox, DIAGONAL } from './describe-on-sandbox.ts';

// Whose a mail is has nothing to do with the categories.
describeOnSandbox(describeSenders, { setups: [DEFAULT_SETUP], grounds: DIAGONAL });
