import { describeSenders } from '../scenarios/senders.ts';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeSenders, [DEFAULT_SETUP]);
