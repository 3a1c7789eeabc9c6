import { describeLabels } from '../scenarios/labels.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeLabels);
