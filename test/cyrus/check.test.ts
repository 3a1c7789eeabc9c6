import { describeCheck, describeCheckOnCardDav } from '../scenarios/check.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeCheck);
describeOnCyrus(describeCheckOnCardDav);
