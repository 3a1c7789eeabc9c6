import { describeDecide } from '../scenarios/decide.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeDecide);
