import { describeBackToScreener } from '../scenarios/back-to-screener.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeBackToScreener);
