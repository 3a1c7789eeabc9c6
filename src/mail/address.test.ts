import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Address, domainOf, isFrom, localPartOf, normaliseAddress, senderAddress } from './address.ts';

describe('an address', () => {
  it.each([
    ['upper case', 'Foo@X.Example', 'foo@x.example'],
    ['space around', '  foo@x.example ', 'foo@x.example'],
    ['a plus tag', 'foo+news@x.example', 'foo+news@x.example'],
    ['a U-label', 'ann@Bücher.example', 'ann@xn--bcher-kva.example'],
    ['an A-label', 'ann@XN--bcher-kva.example', 'ann@xn--bcher-kva.example'],
    ['a decomposed local part', 'zoe\u0308@x.example', 'zo\u00eb@x.example'],
    ['a quoted local part', '"John Doe"@x.example', '"john doe"@x.example'],
    ['a local part that lost its quotes', 'John Doe@x.example', '"john doe"@x.example'],
    ['needless quotes', '"foo"@x.example', 'foo@x.example'],
    ['a quoted @', '"a@b"@x.example', '"a@b"@x.example'],
    ['a quoted quote', '"a\\"b"@x.example', '"a\\"b"@x.example'],
    ['a quote that lost its quotes', 'a"b@x.example', '"a\\"b"@x.example'],
    ['a domain literal', 'foo@[192.0.2.1]', 'foo@[192.0.2.1]'],
    ['a percent escape in the domain, which is not decoded', 'ann@ex%41mple.test', 'ann@ex%41mple.test'],
    ['a number as the domain, which is no IP address', 'ann@2130706433', 'ann@2130706433'],
    ['254 characters', `${'a'.repeat(64)}@${'b'.repeat(189)}`, `${'a'.repeat(64)}@${'b'.repeat(189)}`],
  ])('with %s has one form', (_, text, expected) => {
    expect(normaliseAddress(text)).toBe(expected);
  });

  it.each([
    ['nothing', ''],
    ['no @', 'ann'],
    ['no local part', '@x.example'],
    ['an empty quoted local part', '""@x.example'],
    ['no domain', 'ann@'],
    ['a newline', 'ann\n@x.example'],
    ['a NUL', 'ann\0@x.example'],
    ['a space in the domain', 'ann@x. example'],
    ['angle brackets', 'Ann <ann@x.example>'],
  ])('is none with %s', (_, text) => {
    expect(normaliseAddress(text)).toBeUndefined();
  });

  it.each([
    ['a non-ASCII local part', 'zoë@x.example'],
    ['a non-ASCII domain', 'ann@bücher.example'],
    ['a control character', 'ann\t@x.example'],
    ['an asterisk, which stands for many on a card', '*@x.example'],
    ['nothing usable', 'undisclosed-recipients'],
  ])('stands for no sender with %s', (_, text) => {
    expect(senderAddress(text)).toBeUndefined();
  });

  it('has one form only: what is in it stays as it is', () => {
    const anyAddress = fc
      .tuple(fc.string({ unit: 'grapheme' }), fc.domain())
      .map(([local, domain]) => `${local}@${domain}`);
    fc.assert(
      fc.property(fc.oneof(anyAddress, fc.emailAddress(), fc.string({ unit: 'binary' })), (text) => {
        const once = normaliseAddress(text);
        expect(once === undefined ? undefined : normaliseAddress(once)).toBe(once);
      }),
    );
  });

  it('is told apart by local part and domain', () => {
    const address = normaliseAddress('"a@b c"@x.example')!;

    expect([localPartOf(address), domainOf(address)]).toEqual(['a@b c', 'x.example']);
  });

  it.each([
    ['ann@x.example', 'ann@x.example', true],
    ['ann@x.example', '*@x.example', true],
    ['ann@mail.x.example', '*@x.example', false],
    ['ann@notx.example', '*@x.example', false],
    [undefined, '*@x.example', false],
  ])('%s is mail of %s: %s', (from, sender, expected) => {
    expect(isFrom(from as Address | undefined, sender as Address)).toBe(expected);
  });
});
