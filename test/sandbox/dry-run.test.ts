import { describeDryRun } from '../scenarios/dry-run.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeDryRun);
