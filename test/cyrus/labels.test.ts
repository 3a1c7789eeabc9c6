import { describeLabels } from '../scenarios/labels.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeLabels);
