import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SenderError } from '../../errors.ts';
import { hostileText, junk, legalCardLines, unfoldedLines } from '../../../test/support/vcard-arbitraries.ts';
import {
  ENCODED_CARD,
  EXAMPLE_CARDS,
  LOWER_CASE_CARD,
  NESTED_CARD,
  RICH_CARD,
} from '../../../test/support/vcard-fixtures.ts';
import { componentsOf, textValue } from './vcard-property.ts';
import { escapeText } from './vcard-text.ts';
import {
  type VCard,
  insertProperties,
  parseVCard,
  propertyLines,
  removeLines,
  replaceValue,
  serialiseVCard,
} from './vcard.ts';

const hostileValues = fc.array(hostileText, { maxLength: 3 });

const card = (...lines: string[]): string =>
  ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');

const first = (vcard: VCard, name: string) => propertyLines(vcard, name)[0]!;

const replaced = (text: string, name: string, value: string): string => {
  const vcard = parseVCard(text);
  return serialiseVCard(replaceValue(vcard, first(vcard, name), value));
};

describe('parseVCard and serialiseVCard', () => {
  it.each(Object.entries(EXAMPLE_CARDS))('give the same text again: %s', (_, text) => {
    expect(serialiseVCard(parseVCard(text))).toBe(text);
  });

  it('give any junk again as it was', () => {
    fc.assert(
      fc.property(junk, (text) => {
        expect(serialiseVCard(parseVCard(text))).toBe(text);
      }),
    );
  });

  it('give any legal card again as it was, and find it editable', () => {
    fc.assert(
      fc.property(legalCardLines(), (lines) => {
        const vcard = parseVCard(lines.join(''));
        expect(serialiseVCard(vcard)).toBe(lines.join(''));
        expect(vcard.problem).toBeUndefined();
      }),
    );
  });

  it('take any number of soft line breaks, each looked at once', () => {
    const value = 'a=\r\n'.repeat(200_000);
    const vcard = parseVCard(card(`NOTE;ENCODING=QUOTED-PRINTABLE:${value}z`));
    expect(textValue(first(vcard, 'NOTE').property)).toBe(`${'a'.repeat(200_000)}z`);
  });

  it('take a card of many lines, edits included', () => {
    const lines = Array.from({ length: 100_000 }, (_, n) => `X-LINE:${n}`);
    const text = card('NOTE:x', ...lines);
    expect(replaced(text, 'NOTE', 'y')).toBe(text.replace('NOTE:x', 'NOTE:y'));
  });

  it('take junk of any size', () => {
    const sizes = [':', ';', '"', '\\', '=', '\r', '\n', 'a', ' \n', 'A;'].map((piece) =>
      piece.repeat(300_000),
    );

    for (const text of sizes) expect(serialiseVCard(parseVCard(card(`NOTE:${text}`, text)))).toContain(text);
  });
});

describe('propertyLines', () => {
  it.each([
    ['a plain property', 'FN:Ada', 'FN', 'Ada'],
    ['a lower-case name', 'fn:Ada', 'FN', 'Ada'],
    ['a grouped property', 'item1.EMAIL;type=pref:a@b.example', 'EMAIL', 'a@b.example'],
    ['a colon in a quoted parameter', 'EMAIL;X="a:b;c,d":a@b.example', 'EMAIL', 'a@b.example'],
    ['a quote that is never closed', 'EMAIL;X="a:a@b.example', 'EMAIL', 'a@b.example'],
    ['colons in the value', 'URL:https://a.example:8080/', 'URL', 'https://a.example:8080/'],
    ['escapes', 'NOTE:a\\nb\\Nc\\, d\\; e\\\\n', 'NOTE', 'a\nb\nc, d; e\\n'],
    ['a backslash that escapes nothing', 'NOTE:a\\b\\', 'NOTE', 'a\\b\\'],
    ['a fold with a space', 'NOTE:one \r\n two', 'NOTE', 'one two'],
    ['a fold with a tab', 'NOTE:one\r\n\ttwo', 'NOTE', 'onetwo'],
    ['a fold in the name', 'NO\r\n TE:x', 'NOTE', 'x'],
    ['a fold in an escape', 'NOTE:a\\\r\n nb', 'NOTE', 'a\nb'],
    ['a fold in a surrogate pair', 'FN:\ud83d\r\n \ude00', 'FN', '😀'],
    ['quoted-printable', 'FN;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg', 'FN', 'Jörg'],
    ['quoted-printable as vCard 2.1 has it', 'FN;QUOTED-PRINTABLE:J=C3=B6rg', 'FN', 'Jörg'],
    ['quoted-printable folded in a byte', 'FN;ENCODING=QUOTED-PRINTABLE:J=\r\n C3=B6rg', 'FN', 'Jörg'],
    ['quoted-printable over lines', 'FN;ENCODING=QUOTED-PRINTABLE:J=C3=\r\n=B6rg', 'FN', 'Jörg'],
    ['another charset', 'FN;ENCODING=quoted-printable;CHARSET=iso-8859-1:J=F6rg', 'FN', 'Jörg'],
    ['base64 text', 'FN;ENCODING=b:SsO2cmc=', 'FN', 'Jörg'],
    ['an unknown charset', 'FN;ENCODING=QUOTED-PRINTABLE;CHARSET=x-none:J=F6rg', 'FN', 'J=F6rg'],
    ['bytes that are not of the charset', 'FN;ENCODING=QUOTED-PRINTABLE:J=F6rg', 'FN', 'J=F6rg'],
    ['a parameter named like an encoding', 'FN;B:SsO2', 'FN', 'SsO2'],
  ])('read %s', (_, line, name, value) => {
    const lines = propertyLines(parseVCard(card(line)), name);

    expect(lines.map(({ property }) => textValue(property))).toEqual([value]);
  });

  it('read structured values', () => {
    const { property } = first(parseVCard(RICH_CARD), 'ORG');

    expect(componentsOf(property)).toEqual(['Acme, Widgets', 'R;D', 'Lab']);
  });

  it('leave out what belongs to a card inside the card', () => {
    const lines = propertyLines(parseVCard(NESTED_CARD), 'EMAIL');

    expect(lines.map(({ property }) => property.value)).toEqual(['outer@example.test']);
  });
});

describe('replaceValue', () => {
  it.each([
    [
      'keeps group, name and parameters',
      'item1.Email;type=pref;X="a:b":x',
      'EMAIL',
      'item1.Email;type=pref;X="a:b":new',
    ],
    [
      'drops the encoding',
      'FN;X-A=1;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8;X-B:J=C3=B6',
      'FN',
      'FN;X-A=1;X-B:new',
    ],
    ['drops the encoding of vCard 2.1', 'FN;QUOTED-PRINTABLE:a', 'FN', 'FN:new'],
    ['takes the folds along', 'FN:a\r\n b\r\n\tc', 'FN', 'FN:new'],
    ['takes soft line breaks along', 'FN;ENCODING=QUOTED-PRINTABLE:a=\r\nb=\r\nc', 'FN', 'FN:new'],
  ])('%s', (_, before, name, after) => {
    expect(replaced(card('TEL:1', before, 'TEL:2'), name, 'new')).toBe(card('TEL:1', after, 'TEL:2'));
  });

  it('keeps the line break of the line it replaces', () => {
    expect(replaced('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:a\nEND:VCARD', 'FN', 'b')).toBe(
      'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:b\nEND:VCARD',
    );
  });

  it('folds at 75 octets and never inside a character', () => {
    const value = 'é漢😀a'.repeat(40);

    const written = replaced(card('FN:a'), 'FN', value);

    const physical = written.split('\r\n');
    expect(physical.every((line) => Buffer.byteLength(line) <= 75 && !/\p{Cs}/u.test(line))).toBe(true);
    expect(physical.some((line) => Buffer.byteLength(line) > 70)).toBe(true);
    expect(textValue(first(parseVCard(written), 'FN').property)).toBe(value);
  });

  it('lets no value start a line of its own', () => {
    fc.assert(
      fc.property(hostileText, (value) => {
        const written = replaced(card('FN:a', 'NOTE:b'), 'FN', value);
        expect(unfoldedLines(written)).toHaveLength(5);
        expect(parseVCard(written).problem).toBeUndefined();
      }),
    );
  });

  it('leaves every other byte of any card as it was', () => {
    fc.assert(
      fc.property(legalCardLines('TITLE:old'), fc.string({ unit: 'grapheme' }), (lines, title) => {
        const edited = replaced(lines.join(''), 'TITLE', escapeText(title));

        const before = lines.slice(0, 2).join('');
        const after = lines.slice(3).join('');
        expect(edited.startsWith(before)).toBe(true);
        expect(edited.endsWith(after)).toBe(true);
        expect(unfoldedLines(edited.slice(before.length, edited.length - after.length))).toHaveLength(1);
      }),
    );
  });
});

describe('insertProperties', () => {
  it.each([
    ['CRLF', RICH_CARD, '\r\n'],
    ['LF', LOWER_CASE_CARD, '\n'],
  ])('adds lines before the end, with the line break of the card: %s', (_, text, lineBreak) => {
    const written = serialiseVCard(insertProperties(parseVCard(text), 'TITLE', ['Dr', 'Prof']));

    const end = text.lastIndexOf('\n', text.length - 2) + 1;
    const added = `TITLE:Dr${lineBreak}TITLE:Prof${lineBreak}`;
    expect(written).toBe(text.slice(0, end) + added + text.slice(end));
  });

  it('ends the card that it was given, not the one inside', () => {
    const written = serialiseVCard(insertProperties(parseVCard(NESTED_CARD), 'TITLE', ['Dr']));

    expect(written).toBe(NESTED_CARD.replace(/END:VCARD\r\n$/, 'TITLE:Dr\r\nEND:VCARD\r\n'));
  });

  it('can be undone by removeLines', () => {
    fc.assert(
      fc.property(legalCardLines('TITLE:x'), hostileValues, fc.boolean(), (lines, values, isAfter) => {
        const vcard = parseVCard(lines.join(''));
        const after = isAfter ? first(vcard, 'TITLE') : undefined;
        const grown = parseVCard(serialiseVCard(insertProperties(vcard, 'X-NEW-LINE', values, after)));
        expect(propertyLines(grown, 'X-NEW-LINE')).toHaveLength(values.length);
        expect(serialiseVCard(removeLines(grown, propertyLines(grown, 'X-NEW-LINE')))).toBe(lines.join(''));
      }),
    );
  });
});

describe('a card that cannot be edited safely', () => {
  it.each([
    ['no BEGIN', 'VERSION:3.0\r\nFN:Ada\r\nEND:VCARD\r\n', /no BEGIN:VCARD/],
    ['no END', 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\n', /no END:VCARD/],
    ['an inner component without END', card('FN:Ada', 'BEGIN:X'), /no END:VCARD/],
    ['crossed components', card('FN:Ada', 'BEGIN:X', 'END:Y'), /no pairs/],
    ['two cards', card('FN:Ada') + card('FN:Bob'), /before its BEGIN:VCARD or after its END:VCARD/],
    ['vCard 2.1', card('FN:Ada').replace('3.0', '2.1'), /VERSION is not 3.0 or 4.0/],
    ['no VERSION', card('FN:Ada').replace('VERSION:3.0\r\n', ''), /VERSION is not 3.0 or 4.0/],
    [
      'a UTF-8 character lost in a fold',
      card('FN:Ada', 'NOTE:a\ufffd\r\n \ufffd'),
      /middle of a UTF-8 character/,
    ],
    ['an unknown charset', card('FN;ENCODING=BASE64;CHARSET=x-none:Ada'), /unknown encoding/],
  ])('is still read: %s', (_, text, message) => {
    const vcard = parseVCard(text);
    const line = first(vcard, 'FN');

    expect(line.property.value).toBe('Ada');
    expect(() => replaceValue(vcard, line, 'Eve')).toThrow(SenderError);
    expect(() => replaceValue(vcard, line, 'Eve')).toThrow(message);
    expect(() => replaceValue(vcard, line, 'Eve')).not.toThrow(/Ada/);
  });

  it.each([
    ['blank lines around it', `\r\n${card('FN:Ada')}\r\n \r\n`],
    ['a byte order mark', `\ufeff${card('FN:Ada')}`],
    ['white space after the markers', card('FN:Ada').replaceAll('VCARD', 'VCARD ')],
    ['no line break at its end', card('FN:Ada').trimEnd()],
  ])('is not one with %s', (_, text) => {
    expect(replaced(text, 'FN', 'Eve')).toBe(text.replace('Ada', 'Eve'));
  });

  it('keeps what follows an encoded value', () => {
    const written = replaced(ENCODED_CARD, 'NOTE', 'x');

    expect(written).toBe(ENCODED_CARD.replace(/NOTE;X-KEEP=1;.*\r\nFN:is.*\r\n/, 'NOTE;X-KEEP=1:x\r\n'));
  });
});
