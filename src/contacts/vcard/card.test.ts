import { cleanName, cleanNote } from '../clean-text.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SenderError } from '../../errors.ts';
import { type Address } from '../../mail/address.ts';
import { editContact, newCard, readContact, readEntry } from './card.ts';
import { type ContactEdit, type NewContact } from '../contact-book.ts';
import { hostileText, junk, legalCardLines, unfoldedLines } from '../../../test/support/vcard-arbitraries.ts';
import {
  ENCODED_CARD,
  EXAMPLE_CARDS,
  LOWER_CASE_CARD,
  NESTED_CARD,
  RICH_CARD,
} from '../../../test/support/vcard-fixtures.ts';

const ADA = 'ada@example.test' as Address;

const card = (...lines: string[]): string =>
  ['BEGIN:VCARD', 'VERSION:3.0', 'UID:u', ...lines, 'END:VCARD', ''].join('\r\n');

const hostileName = fc.record({
  given: hostileText,
  family: hostileText,
  middle: hostileText,
  prefix: hostileText,
  suffix: hostileText,
});

const hostileEdit: fc.Arbitrary<ContactEdit> = fc.record(
  { fullName: hostileText, organization: hostileText, personName: hostileName, note: hostileText },
  { requiredKeys: [] },
);

describe('readContact', () => {
  it('reads a card with everything', () => {
    expect(readContact(RICH_CARD)).toEqual({
      uid: '4B0D6C1E-AAAA-4BBB-8CCC-0123456789AB',
      addresses: ['aase@example.test', 'aase.home@home.example'],
      fullName: 'Dr. Åse Øster;gård',
      organization: 'Acme, Widgets',
      nicknames: ['Aas'],
      personName: { family: 'Øster;gård', given: 'Åse', middle: '', prefix: 'Dr.', suffix: '' },
      note: 'First line\nSecond, with comma; and C:\\temp',
    });
  });

  it('reads lower-case names and URIs', () => {
    expect(readContact(LOWER_CASE_CARD)).toEqual({
      uid: 'urn:uuid:11111111-2222-4333-8444-555555555555',
      addresses: ['hello@gruesse.example'],
      fullName: 'Grüße & Söhne',
      organization: 'Grüße & Söhne',
    });
  });

  it('reads encoded values', () => {
    expect(readContact(ENCODED_CARD)).toEqual({
      uid: 'encoded-1',
      addresses: ['joerg@example.test'],
      fullName: 'Jörg',
      organization: 'Acme',
      note: 'GrüßeFN:is part of the note\nend',
    });
  });

  it('reads nothing of a card inside the card', () => {
    expect(readContact(NESTED_CARD)).toEqual({
      uid: 'outer',
      addresses: ['outer@example.test'],
      fullName: 'Outer Person',
    });
  });

  it.each([
    ['blank values count as absent', ['FN: ', 'N:; ;;;', 'ORG:;Dept', 'NICKNAME:', 'NOTE:\\n'], {}],
    ['the first value that says something counts', ['FN:', 'FN:Ada', 'FN:Bob'], { fullName: 'Ada' }],
    ['a name that a server made of others is there', ['FN;DERIVED=TRUE:Shop'], { fullName: 'Shop' }],
    [
      'nicknames are a list',
      ['NICKNAME:An\\,nie, ,Nan', 'NICKNAME:A;B'],
      { nicknames: ['An,nie', 'Nan', 'A;B'] },
    ],
    [
      'a short N is filled up',
      ['N:Lovelace;Ada'],
      { personName: { family: 'Lovelace', given: 'Ada', middle: '', prefix: '', suffix: '' } },
    ],
    [
      'addresses that are none are left out',
      ['EMAIL:', 'EMAIL:nobody', 'EMAIL:MAILTO:C@D.example', 'EMAIL:A@B.example', 'EMAIL:a@b.example'],
      { addresses: ['c@d.example', 'a@b.example'] },
    ],
    [
      'an address is found in what people have in its place',
      ['EMAIL:Ada <a@b.example>', 'EMAIL:c@d.example\\, a@b.example (work)'],
      { addresses: ['a@b.example', 'c@d.example'] },
    ],
  ])('%s', (_, lines, expected) => {
    expect(readContact(card(...lines))).toEqual({ uid: 'u', addresses: [], ...expected });
  });

  it('reads what it can of any junk', () => {
    fc.assert(
      fc.property(junk, (text) => {
        expect(readContact(text).addresses).toBeInstanceOf(Array);
      }),
    );
  });
});

describe('readEntry', () => {
  it('reads the few properties of a listing', () => {
    const partial = 'BEGIN:VCARD\nUID:X-1\nitem1.EMAIL:A@b.example\nEND:VCARD\n';

    expect(readEntry('/x.vcf', partial)).toEqual({ ref: '/x.vcf', uid: 'X-1', addresses: ['a@b.example'] });
  });

  it('finds a card without a UID by its address', () => {
    const text = 'BEGIN:VCARD\nUID: \nEMAIL:a@b.example\nEND:VCARD\n';
    expect(readEntry('/x.vcf', text)).toEqual({ ref: '/x.vcf', uid: '', addresses: ['a@b.example'] });
  });

  it.each([
    ['neither UID nor address', 'BEGIN:VCARD\nFN:A\nEND:VCARD\n'],
    ['no card', ''],
  ])('finds no entry in %s', (_, text) => {
    expect(readEntry('/x.vcf', text)).toBeUndefined();
  });
});

describe('newCard', () => {
  it('makes a company', () => {
    const company = {
      address: ADA,
      fullName: 'Acme, Inc; Ltd',
      organization: 'Acme, Inc; Ltd',
      note: 'a\nb',
    };

    expect(newCard('uid-1', company)).toBe(
      [
        'BEGIN:VCARD',
        'VERSION:3.0',
        'PRODID:-//Mailroom//Mailroom//EN',
        'UID:uid-1',
        'FN:Acme\\, Inc\\; Ltd',
        'N:;;;;',
        'EMAIL;TYPE=INTERNET:ada@example.test',
        'ORG:Acme\\, Inc\\; Ltd',
        'NOTE:a\\nb',
        'END:VCARD',
        '',
      ].join('\r\n'),
    );
  });

  it('makes a person', () => {
    const personName = { given: 'Ada', family: 'Love;lace', middle: 'K.', prefix: 'Dr.', suffix: 'PhD' };

    const made = newCard('uid-1', { address: ADA, fullName: 'Dr. Ada', personName, note: 'n' });

    expect(made).toContain('\r\nN:Love\\;lace;Ada;K.;Dr.;PhD\r\n');
    expect(made).not.toContain('ORG');
  });

  it('names a contact without a name after its address', () => {
    expect(readContact(newCard('u', { address: ADA, fullName: '\0 \r\n', note: '' }))).toEqual({
      uid: 'u',
      addresses: [ADA],
      fullName: ADA,
    });
  });

  it('is read as what it was made of, cleaned', () => {
    const contacts: fc.Arbitrary<NewContact> = fc.record(
      {
        address: fc.emailAddress().map((address) => address.toLowerCase() as Address),
        fullName: hostileText,
        organization: hostileText,
        personName: hostileName,
        note: hostileText,
      },
      { requiredKeys: ['address', 'fullName', 'note'] },
    );
    const filled = (clean: (text: string) => string, text = ''): string | undefined =>
      clean(text).trim() === '' ? undefined : clean(text);

    fc.assert(
      fc.property(fc.uuid(), contacts, (uid, contact) => {
        const read = readContact(newCard(uid, contact));
        const { given, family, middle, prefix, suffix } = read.personName ?? {};
        expect(read).toMatchObject({ uid, addresses: [contact.address] });
        expect(read.fullName).toBe(filled(cleanName, contact.fullName) ?? contact.address);
        expect(read.organization).toBe(filled(cleanName, contact.organization));
        expect(read.note).toBe(filled(cleanNote, contact.note));
        expect([given ?? '', family ?? '', middle ?? '', prefix ?? '', suffix ?? '']).toEqual(
          (['given', 'family', 'middle', 'prefix', 'suffix'] as const).map((part) =>
            cleanName(contact.personName?.[part] ?? ''),
          ),
        );
      }),
    );
  });

  it('has one line a property, wherever a reader breaks lines', () => {
    fc.assert(
      fc.property(hostileText, hostileName, (text, personName) => {
        const made = newCard('u', {
          address: ADA,
          fullName: text,
          organization: text,
          personName,
          note: text,
        });
        // eslint-disable-next-line no-control-regex -- they are what is looked for
        const physical = made.split(/\r\n|[\n\r\u000b\u000c\u001c-\u001e\u0085\u2028\u2029]/);
        expect(physical.every((line) => line === '' || /^(?: |[A-Z;=]+:)/.test(line))).toBe(true);
        expect(
          unfoldedLines(made).filter((line) => /^(?:FN|N|ORG|NOTE|EMAIL|END|BEGIN)\b/.test(line)),
        ).toHaveLength(5 + (cleanName(text) === '' ? 0 : 1) + (cleanNote(text).trim() === '' ? 0 : 1));
      }),
    );
  });
});

describe('editContact', () => {
  it.each([
    ['a full name', { fullName: 'Åse Ny' }, /^FN:.*$/m, 'FN:Åse Ny'],
    ['an organization, not its units', { organization: 'New; Co' }, /^ORG:.*$/m, 'ORG:New\\; Co;R\\;D;Lab'],
    ['a note', { note: 'a, b\nc' }, /^NOTE:.*$/m, 'NOTE:a\\, b\\nc'],
    [
      'a name',
      { personName: { given: 'Åse', family: 'Ny', middle: '', prefix: '', suffix: '' } },
      /^N:.*$/m,
      'N:Ny;Åse;;;',
    ],
  ])('sets %s and nothing else', (_, edit, line, after) => {
    const expected = RICH_CARD.split('\r\n').map((physical) => physical.replace(line, after));

    expect(editContact(RICH_CARD, edit)).toBe(expected.join('\r\n'));
  });

  it('keeps parameters and spelling of a line', () => {
    expect(editContact(LOWER_CASE_CARD, { fullName: 'A', organization: 'B' })).toBe(
      LOWER_CASE_CARD.replace(/fn;pref=1:.*/, 'fn;pref=1:A').replace(/(org;\S+):[^;]*;/, '$1:B;'),
    );
  });

  it('keeps the units of an organization that was encoded', () => {
    expect(editContact(ENCODED_CARD, { organization: 'New' })).toContain('\r\nORG:New;Café\\nBar\r\n');
  });

  it('keeps further components of a name (RFC 9554 2.2)', () => {
    const personName = { given: 'Ada', family: 'Lovelace', middle: '', prefix: '', suffix: '' };

    expect(editContact(card('N:;;;;;Byron;II'), { personName })).toBe(card('N:Lovelace;Ada;;;;Byron;II'));
  });

  it('adds what is missing before the end', () => {
    expect(editContact(card('FN:Ada'), { organization: 'Acme', note: 'n' })).toBe(
      card('FN:Ada', 'ORG:Acme', 'NOTE:n'),
    );
  });

  it('fills the blank line rather than adding another', () => {
    expect(editContact(card('item1.ORG;X=1:;Lab', 'item1.X-ABLabel:x'), { organization: 'Acme' })).toBe(
      card('item1.ORG;X=1:Acme;Lab', 'item1.X-ABLabel:x'),
    );
  });

  it('takes nothing away for a blank value', () => {
    const personName = { given: ' ', family: '\0', middle: '', prefix: '', suffix: '\n' };

    expect(editContact(RICH_CARD, { fullName: ' \0', organization: '', personName, note: '\r\n' })).toBe(
      RICH_CARD,
    );
  });

  it.each(Object.entries(EXAMPLE_CARDS))('gives the same text when nothing differs: %s', (_, text) => {
    const { fullName, organization, personName, note } = readContact(text);
    const edit = {
      ...(fullName !== undefined && { fullName: ` ${fullName}\0` }),
      ...(personName !== undefined && { personName }),
      organization: organization ?? '',
      note: note ?? '',
    };

    expect(editContact(text, edit)).toBe(text);
  });

  it('refuses a card that it might damage, but not when nothing is to change', () => {
    const old = RICH_CARD.replace('VERSION:3.0', 'VERSION:2.1');

    expect(() => editContact(old, { note: 'x' })).toThrow(SenderError);
    expect(editContact(old, { nicknames: ['x'] } as ContactEdit)).toBe(old);
    expect(editContact(old, { organization: 'Acme, Widgets' })).toBe(old);
  });

  it('says what it wrote and leaves every other line of any card as it was', () => {
    fc.assert(
      fc.property(legalCardLines(), hostileEdit, (lines, edit) => {
        const before = lines.join('');
        const after = editContact(before, edit);

        const kept = new Set(['FN', 'N', 'ORG', 'NOTE']);
        const others = (text: string) =>
          unfoldedLines(text).filter(
            (line) => !kept.has(/^(?:[\w-]+\.)?([\w-]+)/.exec(line)?.[1]?.toUpperCase() ?? ''),
          );
        expect(others(after)).toEqual(others(before));
        expect(unfoldedLines(after).length - unfoldedLines(before).length).toBeLessThanOrEqual(4);
        const contact = readContact(after);
        if (cleanName(edit.organization ?? '') !== '')
          expect(cleanName(contact.organization ?? '')).toBe(cleanName(edit.organization ?? ''));
        if (cleanNote(edit.note ?? '').trim() !== '')
          expect(cleanNote(contact.note ?? '')).toBe(cleanNote(edit.note ?? ''));
        expect(editContact(after, edit)).toBe(after);
      }),
    );
  });

  it('throws nothing but a SenderError for any junk', () => {
    fc.assert(
      fc.property(junk, hostileEdit, (text, edit) => {
        try {
          editContact(text, edit);
        } catch (error) {
          expect(error).toBeInstanceOf(SenderError);
        }
      }),
    );
  });
});
