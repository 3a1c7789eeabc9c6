import { describeOutages } from '../scenarios/outage.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeOutages);
