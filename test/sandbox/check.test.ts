import { describeCheck, describeCheckOnCardDav, describeCheckOnJmap } from '../scenarios/check.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeCheck);
describeOnSandbox(describeCheckOnCardDav, ['carddav']);
describeOnSandbox(describeCheckOnJmap, ['jmap']);
