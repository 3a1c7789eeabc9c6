import { describeRules } from '../scenarios/rules.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeRules);
