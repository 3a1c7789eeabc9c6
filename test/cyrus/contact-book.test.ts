import { describe } from 'vitest';
import { describeContactBook } from '../contract/contact-book-contract.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

describe('contacts over carddav, on Cyrus', () => describeContactBook(cyrusAccount));
