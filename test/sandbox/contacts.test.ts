import { describeContacts } from '../scenarios/contacts.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeContacts);
