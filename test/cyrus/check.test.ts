import { describeCheck, describeCheckOnCardDav, describeCheckOnJmap } from '../scenarios/check.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeCheck);
describeOnCyrus(describeCheckOnCardDav, { protocols: ['carddav'] });
describeOnCyrus(describeCheckOnJmap, { protocols: ['jmap'] });
