import { describeOddMail } from '../scenarios/odd-mail.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeOddMail);
