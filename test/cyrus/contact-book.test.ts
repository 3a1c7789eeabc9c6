import { describe, inject } from 'vitest';
import { describeContactBook } from '../contract/contact-book-contract.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';
import { cyrusContacts } from '../support/cyrus-binaries.ts';

describe(`contacts over ${cyrusContacts()}, on ${inject('cyrusName')}`, () =>
  describeContactBook(cyrusAccount));
