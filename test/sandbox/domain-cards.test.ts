import { describeDomainCards } from '../scenarios/domain-cards.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeDomainCards);
