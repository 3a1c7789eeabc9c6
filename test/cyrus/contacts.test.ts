import { describe } from 'vitest';
import { describeContacts } from '../scenarios/contacts.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

describe('on Cyrus', () => describeContacts(cyrusAccount));
