import { describeRetriage } from '../scenarios/retriage.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeRetriage);
