import { describeSendersCommand } from '../scenarios/senders-command.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeSendersCommand);
