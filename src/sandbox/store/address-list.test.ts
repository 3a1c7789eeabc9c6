import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddresses } from './address-list.ts';

const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);

describe('parseAddresses', () => {
  it('comes to an end for any header', () => {
    const character = fc.constantFrom(...'ab@.<>",;:()\\ \t[]=?'.split(''), '\r\n ');
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 60 }), (header) => {
        const addresses = parseAddresses(header);
        expect(addresses === null || Array.isArray(addresses)).toBe(true);
      }),
    );
  });

  it('reads back any list of names and addresses', () => {
    const address = fc.record({ name: fc.option(fc.string({ minLength: 1 })), email: fc.tuple(word, word) });
    fc.assert(
      fc.property(fc.array(address, { minLength: 1, maxLength: 5 }), (list) => {
        const expected = list.map(({ name, email: [local, domain] }) => ({
          name,
          email: `${local}@${domain}.example`,
        }));
        const header = expected
          .map(({ name, email }) =>
            name === null ? email : `"${name.replace(/["\\]/g, '\\$&')}" <${email}>`,
          )
          .join(', ');
        expect(parseAddresses(header)).toEqual(expected);
      }),
    );
  });
});
