import { describeRetriage } from '../scenarios/retriage.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeRetriage);
