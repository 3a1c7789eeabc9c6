import { describeNesting } from '../scenarios/nesting.ts';
import { SEVEN_SETUP } from '../support/category-setups.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeNesting, { setups: [SEVEN_SETUP] });
