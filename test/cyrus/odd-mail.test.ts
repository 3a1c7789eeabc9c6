import { describe } from 'vitest';
import { describeOddMail } from '../scenarios/odd-mail.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

describe('on Cyrus', () => describeOddMail(cyrusAccount));
