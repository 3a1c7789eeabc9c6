import { describeSenders } from '../scenarios/senders.ts';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeSenders, { setups: [DEFAULT_SETUP] });
