import { describeWholeDomains } from '../scenarios/whole-domains.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeWholeDomains);
