import { describeConflicts } from '../scenarios/conflicts.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeConflicts);
