import { describeDryRun } from '../scenarios/dry-run.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeDryRun);
