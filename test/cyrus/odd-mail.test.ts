import { describeOddMail } from '../scenarios/odd-mail.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeOddMail);
