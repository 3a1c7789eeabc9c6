import { describeBackToScreener } from '../scenarios/back-to-screener.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeBackToScreener);
