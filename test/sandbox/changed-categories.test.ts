import { describeChangedCategories } from '../scenarios/changed-categories.ts';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeChangedCategories, { setups: [DEFAULT_SETUP] });
