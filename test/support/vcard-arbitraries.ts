import fc from 'fast-check';

/** Text that tries to get out of its property: line breaks, controls, escapes, direction marks, lone surrogates. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '\r\n',
          '\n',
          '\r',
          '\u0085',
          '\u2028',
          '\u2029',
          '\u000b',
          '\u000c',
          '\0',
          '\t',
          '\u001b',
          '\u007f',
        ],
        ...[
          ';',
          ',',
          '\\',
          '\\n',
          ':',
          '"',
          '=',
          ' ',
          '\r\n ',
          '\n\t',
          '=\r\n',
          '\u202e',
          '\u200f',
          '\ufeff',
        ],
        ...[
          '\ud83d',
          '\ude00',
          '😀',
          'é',
          '漢字',
          'END:VCARD',
          '\r\nEND:VCARD\r\n',
          '\nEMAIL:x@evil.example\n',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({ maxLength: 120 }),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));

/** Any text at all, of the pieces that cards are made of. */
export const junk = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          'BEGIN:VCARD',
          'END:VCARD',
          'BEGIN:X',
          'END:X',
          'VERSION:3.0',
          'FN:',
          'fn',
          'item1.NOTE',
          'N',
          'ORG',
        ],
        ...[
          '\r\n',
          '\n',
          '\r',
          '\r\r\n',
          ' ',
          '\t',
          '\r\n ',
          '\n\t',
          ':',
          ';',
          '"',
          '.',
          '=',
          '=\r\n',
          ',',
          '\\',
        ],
        ...[
          ';ENCODING=QUOTED-PRINTABLE',
          ';CHARSET="x',
          '\ud83d',
          '\ude00',
          '\ufeff',
          '\ufffd',
          'KIND:group',
        ],
        ...['MEMBER:urn:uuid:a', 'X-ADDRESSBOOKSERVER-MEMBER'],
      ),
      fc.string({ unit: 'binary', maxLength: 10 }),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

const name = fc.oneof(
  fc.constantFrom('FN', 'fn', 'N', 'ORG', 'NOTE', 'note', 'EMAIL', 'MEMBER', 'TEL', 'x-thing', 'X-ABLabel'),
  fc.stringMatching(/^X-[A-Za-z0-9-]{1,10}$/),
);

const parameter = fc.oneof(
  fc.constantFrom(
    'TYPE=HOME',
    'type=pref',
    'PREF=1',
    'LANGUAGE=de',
    'CHARSET=UTF-8',
    'ENCODING=8BIT',
    'HOME',
  ),
  fc.stringMatching(/^X-P="[^"\r\n]{0,20}"$/),
);

const value = fc
  .string({ unit: 'grapheme', maxLength: 120 })
  .map((text) => text.replace(/[\r\n]/g, '').replace(/[\\;,]/g, '\\$&'));

const lineBreak = fc.constantFrom('\r\n', '\r\n', '\n');

const fold = fc.constantFrom('\r\n ', '\r\n\t', '\n ', '\n\t');

/** Folds at any code units, also between the halves of a surrogate pair, with a space or a tab. */
const folded = (line: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(line, fc.array(fc.tuple(fc.nat(140), fold), { maxLength: 3 })).map(([text, folds]) =>
    folds
      .filter(([at]) => at > 0 && at < text.length)
      .sort(([a], [b]) => b - a)
      .reduce((done, [at, fold]) => done.slice(0, at) + fold + done.slice(at), text),
  );

const property = fc
  .record({
    group: fc.option(fc.constantFrom('item1.', 'ITEM2.', 'a-b.'), { nil: '' }),
    name,
    parameters: fc.array(parameter, { maxLength: 3 }),
    value,
  })
  .map(({ group, name, parameters, value }) => `${group}${[name, ...parameters].join(';')}:${value}`);

const inner = fc.constantFrom('', 'no colon here', 'BEGIN:X-THING\r\nNOTE:inner\r\nEND:X-THING');

/** The content lines of an editable card, each with its folds and its line break. */
export const legalCardLines = (...own: string[]): fc.Arbitrary<string[]> =>
  fc
    .tuple(
      lineBreak,
      fc.array(fc.tuple(fc.oneof({ arbitrary: folded(property), weight: 9 }, inner), lineBreak), {
        maxLength: 12,
      }),
      fc.constantFrom('\r\n', '\n', ''),
    )
    .map(([first, body, last]) => [
      `BEGIN:VCARD${first}`,
      `VERSION:3.0${first}`,
      ...own.map((line) => line + first),
      ...body.map(([line, end]) => line + end),
      `END:VCARD${last}`,
    ]);

/** What any reader of vCards would take for content lines. */
export const unfoldedLines = (card: string): string[] =>
  card
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
    .slice(0, -1);
