import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domainOf, normaliseAddress } from '../mail/address.ts';
import { addressesIn } from './addresses-in.ts';

describe('what a card has for an address', () => {
  it.each([
    ['the address alone', 'Ann@X.example'],
    ['space around it', ' ann@x.example\t'],
    ['a name before it', 'Ann Other <ann@x.example>'],
    ['a quoted name with another address', '"boss@y.example" <ann@x.example>'],
    ['a name that is another address', 'boss@y.example <ann@x.example>'],
    ['brackets', '<ann@x.example>'],
    ['the same address as its name', 'ann@x.example <ann@x.example>'],
    ['a note in brackets after it', 'ann@x.example <work>'],
    ['a zero-width space after it', 'ann@x.example\u200b'],
    ['a byte order mark before it', '\ufeffann@x.example'],
    ['direction marks around it', '\u202aann@x.example\u202c'],
    ['a soft hyphen in it', 'ann@x.exam\u00adple'],
    ['a no-break space after it', 'ann@x.example\u00a0'],
    ['a control character after it', 'ann@x.example\u0000'],
    ['a line break after it', 'ann@x.example\n'],
    ['a dot after it', 'ann@x.example.'],
    ['a comma after it', 'ann@x.example,'],
    ['a comment after it', 'ann@x.example (work)'],
    ['another address in a comment', 'ann@x.example (not bob@y.example)'],
    ['quotes around it', '"ann@x.example"'],
    ['single quotes around it', "'ann@x.example'"],
    ['typographic quotes around it', '“ann@x.example”'],
    ['a scheme', 'mailto:ann@x.example'],
    ['a scheme in upper case', 'MAILTO:ann@x.example'],
    ['a scheme and a subject', 'mailto:ann@x.example?subject=Hello&cc=bob@y.example'],
    ['a scheme in brackets', 'Ann <mailto:ann@x.example>'],
  ])('with %s is found by it', (_, text) => {
    expect(addressesIn(text)).toEqual(['ann@x.example']);
  });

  it.each([
    ['a plus tag in a URI', 'mailto:ann%2Bnews@x.example', ['ann+news@x.example']],
    ['a percent sign that is no escape', 'mailto:ann%zz@x.example', ['ann%zz@x.example']],
    ['a percent sign outside a URI', 'ann%2bnews@x.example', ['ann%2bnews@x.example']],
    ['a U-label', 'Ann <ann@Bücher.example>', ['ann@xn--bcher-kva.example']],
    ['a quoted local part', 'Ann <"ann other"@x.example>', ['"ann other"@x.example']],
    ['a quoted @', '"a@b"@x.example', ['"a@b"@x.example']],
    ['a domain literal', '<ann@[192.0.2.1]>', ['ann@[192.0.2.1]']],
    ["an apostrophe in the name's part", "o'ann@x.example", ["o'ann@x.example"]],
    ['a whole domain', '*@x.example', ['*@x.example']],
    ['whatever is below a domain', '*@*.x.example', ['*@*.x.example']],
  ])('with %s', (_, text, addresses) => {
    expect(addressesIn(text)).toEqual(addresses);
  });

  it('is found by the address after a name, and by all of it, for it may be a local part that lost its quotes', () => {
    expect(addressesIn('Ann Other@x.example')).toEqual(['other@x.example', '"ann other"@x.example']);
  });

  it.each([
    'ann@x.example, bob@y.example',
    'ann@x.example;bob@y.example',
    'ann@x.example / bob@y.example',
    'ann@x.example/bob@y.example',
    'ann@x.example bob@y.example',
    'ann@x.example\nbob@y.example',
    'Ann <ann@x.example>, "Bob, Jr" <bob@y.example>',
    'Ann <ann@x.example>\r\nbob@y.example',
    'mailto:ann@x.example,bob@y.example',
    '<ann@x.example, bob@y.example>',
  ])('of two addresses is found by both: %j', (text) => {
    expect(addressesIn(text)).toEqual(['ann@x.example', 'bob@y.example']);
  });

  it.each(['', ' ', 'nobody', 'Ann <>', '@x.example', 'ann@', '<ann at x.example>', 'http://x.example/'])(
    'is found by nothing where there is no address: %j',
    (text) => {
      expect(addressesIn(text)).toEqual([]);
    },
  );

  const address = fc
    .oneof(
      fc.emailAddress(),
      fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.domain()).map((parts) => parts.join('@')),
      fc.stringMatching(/^[a-z'"%+*.@ ]{1,10}$/).map((local) => `${local}@x.example`),
    )
    .map(normaliseAddress)
    .filter((one) => one !== undefined);

  it('is read as it is where Mailroom wrote it', () => {
    fc.assert(
      fc.property(address, (one) => {
        expect(addressesIn(one)).toEqual([one]);
      }),
    );
  });

  it('is found whatever is put around it', () => {
    const word = fc.stringMatching(/^[A-Za-zäöü]{0,8}$/);
    const wrapped = fc.tuple(fc.emailAddress(), word, word, fc.nat(7)).map(([one, name, other, way]) => ({
      one: normaliseAddress(one)!,
      text: [
        `${name} ${other} <${one}>`,
        `"${name}, ${other}" <${one}>`,
        `${one} (${name})`,
        `\u200e ${one}\u200b`,
        `mailto:${encodeURIComponent(one).replace('%40', '@')}?subject=${name}`,
        `<mailto:${encodeURIComponent(one).replace('%40', '@')}>`,
        `${name}@a.example, ${one};`,
        `"${one}"`,
      ][way]!,
    }));
    fc.assert(
      fc.property(wrapped, ({ one, text }) => {
        expect(addressesIn(text)).toContain(one);
      }),
    );
  });

  it('is found by nothing but addresses, whatever it is', () => {
    const unit = fc.constantFrom(...Array.from('aB@.<>",;:()\\[] /?%\'*ü\n\u200b'), 'mailto:', 'a@x.example');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit, maxLength: 40 }), fc.string({ unit: 'binary' })), (text) => {
        const found = addressesIn(text);
        expect(found.map(normaliseAddress)).toEqual(found);
        expect(found.every((one) => domainOf(one) !== '')).toBe(true);
      }),
    );
  });

  it.each(['<', '"', 'a ', '(', 'a@', 'a@x.example,'])('of any length is read at once: %j', (part) => {
    expect(addressesIn(part.repeat(100_000))).toEqual([]);
  });
});
