import { describeSymptoms } from '../scenarios/symptoms.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeSymptoms);
