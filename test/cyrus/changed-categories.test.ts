import { describeChangedCategories } from '../scenarios/changed-categories.ts';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeChangedCategories, { setups: [DEFAULT_SETUP] });
