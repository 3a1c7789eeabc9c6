import { describeContacts } from '../scenarios/contacts.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeContacts);
