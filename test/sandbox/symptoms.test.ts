import { describeSymptoms } from '../scenarios/symptoms.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeSymptoms);
