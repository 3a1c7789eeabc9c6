import { describeCheck, describeCheckOnCardDav, describeCheckOnJmap } from '../scenarios/check.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeCheck);
describeOnSandbox(describeCheckOnCardDav, { protocols: ['carddav'] });
describeOnSandbox(describeCheckOnJmap, { protocols: ['jmap'] });
