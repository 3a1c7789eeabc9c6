import { cleanNote } from '../clean-text.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileText } from '../../../test/support/vcard-arbitraries.ts';
import { escapeText, foldLine, splitComponents, unescapeText, unfoldLine } from './vcard-text.ts';

describe('escapeText', () => {
  it('is undone by unescapeText, alone and as a component', () => {
    fc.assert(
      fc.property(fc.array(hostileText.map(cleanNote), { minLength: 1 }), (texts) => {
        const components = splitComponents(texts.map(escapeText).join(';'));
        expect(components.map(unescapeText)).toEqual(texts);
      }),
    );
  });
});

describe('foldLine', () => {
  it.each([
    ['75 octets are one line', 'a'.repeat(75), 'a'.repeat(75)],
    ['76 octets are two', 'a'.repeat(76), `${'a'.repeat(75)}\r\n a`],
    ['the space of the fold counts', 'a'.repeat(150), `${'a'.repeat(75)}\r\n ${'a'.repeat(74)}\r\n a`],
    ['a character stays whole', `${'a'.repeat(72)}😀`, `${'a'.repeat(72)}\r\n 😀`],
  ])('%s', (_, line, folded) => {
    expect(foldLine(line, '\r\n')).toBe(folded);
    expect(unfoldLine(`${folded}\r\n`)).toBe(line);
  });
});
