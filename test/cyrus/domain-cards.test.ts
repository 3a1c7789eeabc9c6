import { describeDomainCards } from '../scenarios/domain-cards.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeDomainCards);
