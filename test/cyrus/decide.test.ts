import { describeDecide } from '../scenarios/decide.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeDecide);
