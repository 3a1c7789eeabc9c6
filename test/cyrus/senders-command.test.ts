import { describeSendersCommand } from '../scenarios/senders-command.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeSendersCommand);
