import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstAuthor } from './raw-from.ts';

describe('the first author of a raw From', () => {
  it.each([
    ['ann@x.example', 'ann@x.example'],
    [' Ann <Ann@X.example>', 'ann@x.example'],
    ['<ann@x.example> (Ann)', 'ann@x.example'],
    ['ann@x.example (Ann (of X))', 'ann@x.example'],
    ['Ann\r\n Other\r\n\t<ann@x.example>', 'ann@x.example'],
    ['=?utf-8?Q?Ann=40y.example?= <ann@x.example>', 'ann@x.example'],
    ['"Other, Ann" <ann@x.example>', 'ann@x.example'],
    ['"boss@y.example" <ann@x.example>', 'ann@x.example'],
    ['"<boss@y.example>" <ann@x.example>', 'ann@x.example'],
    ['(boss@y.example,) ann@x.example', 'ann@x.example'],
    ['"Ann \\"<b@y.example>\\"" <ann@x.example>', 'ann@x.example'],
    ['Jürgen 🦊 <ann@x.example>', 'ann@x.example'],
  ])('%j is the one that it has', (raw, author) => {
    expect(firstAuthor(raw)).toBe(author);
  });

  it.each([
    ['mum@home.example <ann@x.example>'],
    ["'mum@home.example' <ann@x.example>"],
    ['Support @ Shop <ann@x.example>'],
    ['mum@home.example via List <ann@x.example>'],
    ['mum@home.example (Mum) <ann@x.example>'],
    ['Mum mum@home.example <ann@x.example>'],
    ['mum@home.example\\ <ann@x.example>'],
    ['mum@home.example: x <ann@x.example>'],
    ['Other, Ann <ann@x.example>'],
    ['ACME: News <ann@x.example>'],
    ['Smile :) <ann@x.example>'],
    ['Ann [at] x <ann@x.example>'],
    ['=?utf-8?Q?J, K?= <ann@x.example>'],
    ['=?utf-8?Q?mum@home.example?= <ann@x.example>'],
  ])('%j is the one in angle brackets', (raw) => {
    expect(firstAuthor(raw)).toBe('ann@x.example');
  });

  it.each([
    ['ann@x.example, bob@y.example'],
    ['Ann <ann@x.example>, Bob <bob@y.example>'],
    ['Ann <ann@x.example>; Bob <bob@y.example>'],
    [', ,ann@x.example,, bob@y.example,'],
    ['Group: ann@x.example, Bob <bob@y.example>;'],
    ['ann@x.example, Bob: bob@y.example;'],
  ])('%j is the first of several', (raw) => {
    expect(firstAuthor(raw)).toBe('ann@x.example');
  });

  it.each([
    ['white space and comments', 'ann (a) @ (b) x . (c)\r\n example', 'ann@x.example'],
    ['a route', '<@a.example, @b.example : ann@x.example>', 'ann@x.example'],
    ['words and quoted words', 'ann."b c"@x.example', '"ann.b c"@x.example'],
    ['a quoted @', '"a@b" @x.example', '"a@b"@x.example'],
    ['a quote within quotes', '"a\\"b"@x.example', '"a\\"b"@x.example'],
    ['dots where none belong', '.ann..b.@x.example', '.ann..b.@x.example'],
    ['a dot at its end', 'ann@x.example.', 'ann@x.example'],
    ['a domain literal', 'ann@[192.0.2.1]', 'ann@[192.0.2.1]'],
    ['an underscore in the domain', 'ann@my_host.example', 'ann@my_host.example'],
  ])('may have %s', (_, raw, author) => {
    expect(firstAuthor(raw)).toBe(author);
  });

  it.each([
    ['nothing', ''],
    ['commas alone', ' , ; '],
    ['a name alone', 'MAILER-DAEMON'],
    ['a group without members', 'undisclosed-recipients:;'],
    ['empty brackets', '"MAILER-DAEMON" <>'],
    ['a name in front without brackets', 'Big Bug bb@bug.example'],
    ['a name behind without brackets', 'bb@bug.example Big Bug'],
    ['two addresses without a comma', 'mum@home.example evil@y.example'],
    ['two in brackets without a comma', '<mum@home.example> <evil@y.example>'],
    ['two within the brackets', 'Mum <mum@home.example,evil@y.example>'],
    ['an address after the brackets', 'Mum <mum@home.example> evil@y.example'],
    ['a dot after the brackets', '<mum@home.example>.'],
    ['brackets in brackets', '<<mum@home.example>>'],
    ['brackets that do not close', 'Mum <mum@home.example'],
    ['brackets that do not open', 'mum@home.example>'],
    ['a scheme in brackets', '<mailto:mum@home.example>'],
    ['a comment that does not close', 'Sad :( <mum@home.example>'],
    ['a quoted string that does not close', '"Mum <mum@home.example>'],
    ['a second @', 'a@b@home.example'],
    ['space in the domain', 'mum@ho me.example'],
    ['a comment in a word of the domain', 'mum@ho(x)me.example'],
    ['space in the local part', 'mum my@home.example'],
    ['quotes that touch a word', '"mu"m@home.example'],
    ['a domain without a dot', 'root@localhost'],
    ['no domain', 'mum@'],
    ['no local part', '@home.example'],
    ['letters outside ASCII', 'zoë@x.example'],
    ['a replacement character', '\ufffd@x.example'],
    ['a control character', 'ann\u0001@x.example'],
    ['an author after the first that cannot be read', 'ann@x.example, Big Bug bb@bug.example'],
  ])('is none with %s', (_, raw) => {
    expect(firstAuthor(raw)).toBeUndefined();
  });

  const anything = fc.string({
    unit: fc.constantFrom(...Array.from('ab@.<>",;:()\\[]=?\' \tü🦊'), '\r\n ', 'mum@home.example'),
    maxLength: 40,
  });

  it('is never one that stands before angle brackets, whatever else does', () => {
    // A comma or semicolon makes a second author; brackets and whatever may hide them make another field.
    const name = anything.map((text) => text.replace(/[,;<>"()]/g, ''));
    fc.assert(
      fc.property(name, (before) => {
        expect(firstAuthor(`${before} <evil@y.example>`)).toBe('evil@y.example');
      }),
    );
  });

  it('is never one that stands in quotes or in a comment', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const quoted = text.replace(/["\\]/g, '\\$&');
        const comment = text.replace(/[()\\]/g, '\\$&');
        expect(firstAuthor(`"${quoted}" (${comment}) <evil@y.example> (${comment})`)).toBe('evil@y.example');
      }),
    );
  });

  it('stands in the field, with nothing but white space and comments within', () => {
    fc.assert(
      fc.property(anything, (raw) => {
        const author = firstAuthor(raw);
        const plain = raw.toLowerCase().replace(/[\s\\"]/g, '');
        expect(
          author === undefined || raw.includes('(') || plain.includes(author.replace(/["\\\s]/g, '')),
        ).toBe(true);
      }),
    );
  });

  it('is found in time that grows with the field, not with its square', () => {
    for (const part of ['<', '>', '"', '(', ')', '[', ':', '@', '. ', 'a ', '\\', 'a> : ', '[[a', '"\\'])
      expect(firstAuthor(part.repeat(50_000))).toBeUndefined();
  });
});
