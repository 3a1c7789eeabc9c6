import { describeRules } from '../scenarios/rules.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeRules);
