import { describeOutages } from '../scenarios/outage.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeOutages);
