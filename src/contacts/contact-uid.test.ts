import fc from 'fast-check';
import { validate, version } from 'uuid';
import { describe, expect, it } from 'vitest';
import { type Address } from '../mail/address.ts';
import { derivedUid, groupUid, isDerivedUid } from './contact-uid.ts';

const ADA = 'ada@example.test' as Address;
const BOB = 'bob@example.test' as Address;

describe('derivedUid', () => {
  it('never changes for an address', () => {
    // Known to every address book that Mailroom has written to.
    expect(derivedUid(ADA)).toBe('6d346c30-cb85-58d5-9403-b6d447f30867');
    expect(derivedUid(ADA, 2)).toBe('89076b83-bf73-5c16-acd4-156c6308526d');
  });

  it('is a UUIDv5, another for each address and attempt', () => {
    const attempts = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(fc.emailAddress(), fc.emailAddress(), attempts, attempts, (a, b, n, m) => {
        const uid = derivedUid(a as Address, n);
        expect(validate(uid) && version(uid) === 5).toBe(true);
        expect(uid === derivedUid(b as Address, m)).toBe(a === b && n === m);
      }),
    );
  });
});

describe('groupUid', () => {
  it('never changes for a name', () => {
    expect(groupUid('Feed')).toBe('d3126221-2985-5ae8-9e7c-4c39b57b052e');
    expect(groupUid('Feed', 2)).toBe('74a159ae-bea8-5474-849c-0c4a0aa00f44');
    expect(groupUid('U\u0308ber')).toBe(groupUid('\u00dcber'));
  });

  it('is never that of a contact', () => {
    expect(isDerivedUid(groupUid('ada@example.test'), ADA)).toBe(false);
  });
});

describe('isDerivedUid', () => {
  it.each([
    ['the first attempt', derivedUid(ADA), true],
    ['the ninth attempt', derivedUid(ADA, 9), true],
    ['the tenth attempt', derivedUid(ADA, 10), false],
    ['upper case', derivedUid(ADA, 2).toUpperCase(), true],
    ['a URN', `urn:uuid:${derivedUid(ADA)}`, true],
    ['a URN in upper case', `URN:UUID:${derivedUid(ADA).toUpperCase()}`, true],
    ["another address's", derivedUid(BOB), false],
    ['any other UID', '4b0d6c1e-aaaa-4bbb-8ccc-0123456789ab', false],
    ['an empty UID', '', false],
  ])('tells of %s', (_, uid, expected) => {
    expect(isDerivedUid(uid, ADA)).toBe(expected);
  });
});
