import { describeConflicts } from '../scenarios/conflicts.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeConflicts);
