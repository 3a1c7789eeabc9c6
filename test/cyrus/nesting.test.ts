import { describeNesting } from '../scenarios/nesting.ts';
import { SEVEN_SETUP } from '../support/category-setups.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeNesting, { setups: [SEVEN_SETUP] });
