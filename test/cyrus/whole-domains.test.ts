import { describeWholeDomains } from '../scenarios/whole-domains.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeWholeDomains);
