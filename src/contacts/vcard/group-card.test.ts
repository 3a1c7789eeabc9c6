import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SenderError } from '../../errors.ts';
import { type GroupEntry } from '../contact-book.ts';
import { editMembers, newGroupCard, readGroup } from './group-card.ts';
import { bookListing } from '../member-uid.ts';
import { hostileText, junk, legalCardLines, unfoldedLines } from '../../../test/support/vcard-arbitraries.ts';
import { APPLE_GROUP, LOWER_CASE_GROUP, RICH_CARD, V4_GROUP } from '../../../test/support/vcard-fixtures.ts';

const NEW = '12345678-0000-4000-8000-00000000ABCD';
const MEMBER = 'X-ADDRESSBOOKSERVER-MEMBER';

const group = (version: string, ...lines: string[]): string =>
  ['BEGIN:VCARD', `VERSION:${version}`, 'UID:g', 'FN:G', ...lines, 'END:VCARD', ''].join('\r\n');

/** The group of this text, in a book with cards of these UIDs. */
function listed(text: string, uids: readonly string[] = []): GroupEntry {
  const cards = uids.map((uid) => ({ ref: uid, uid, addresses: [] }));
  const read = readGroup('/g.vcf', text);
  const empty = { ref: '/g.vcf', uid: 'g', name: '', members: new Set<string>(), strays: new Set<string>() };
  return bookListing(cards, [read ?? empty]).groups[0] ?? empty;
}

/** The text after the change, where the server lists the group as it is stored unless said otherwise. */
const edited = (
  text: string,
  add: readonly string[],
  remove: readonly string[] = [],
  entry: GroupEntry = listed(text),
): string => editMembers(text, { group: entry, add, remove });

describe('readGroup', () => {
  it.each([
    [
      'Apple, vCard 3',
      APPLE_GROUP,
      'Paper Trail',
      ['AAAAAAAA-0000-4000-8000-000000000001', 'dangling-member', 'aaaaaaaa-0000-4000-8000-000000000001'],
    ],
    [
      'vCard 4',
      V4_GROUP,
      'Feed',
      [
        'urn:uuid:aaaaaaaa-0000-4000-8000-000000000001',
        'aaaaaaaa-0000-4000-8000-000000000001',
        'mailto:list@example.test',
      ],
    ],
    ['lower case', LOWER_CASE_GROUP, 'Imbox', []],
  ])('reads name and members: %s', (_, card, name, members) => {
    expect(readGroup('/g.vcf', card)).toEqual({
      ref: '/g.vcf',
      uid: expect.any(String) as string,
      name,
      members: new Set(members),
      strays: new Set(),
    });
  });

  it.each([
    ['a contact', RICH_CARD],
    ['a vCard 4 contact', group('4.0', 'KIND:individual')],
    ['junk', 'KIND'],
    ['nothing', ''],
  ])('finds no group in %s', (_, card) => {
    expect(readGroup('/c.vcf', card)).toBeUndefined();
  });

  it.each([
    ['FN', ['FN: Feed ', 'N:Other;;;;'], 'Feed'],
    ['N without FN', ['N:Paper\\; Trail;;;;'], 'Paper; Trail'],
    ['N beside a blank FN', ['FN: ', 'N:Feed'], 'Feed'],
    ['neither', [], ''],
  ])('takes the name from %s', (_, lines, name) => {
    const card = ['BEGIN:VCARD', 'X-ADDRESSBOOKSERVER-KIND:group', ...lines, 'END:VCARD'].join('\r\n');

    expect(readGroup('/g.vcf', card)?.name).toBe(name);
  });
});

describe('which card a line of a group means', () => {
  it.each<[string, string, string[]]>([
    ['the UID after the prefix', `${MEMBER}:urn:uuid:X`, ['X']],
    ['a UID that has the prefix itself', `${MEMBER}:urn:uuid:urn:uuid:X`, ['urn:uuid:X']],
    ['a UID in quotes, as Cyrus main gives out vCard 4', `${MEMBER}:urn:uuid:"urn:uuid:kn"`, ['urn:uuid:kn']],
    ['a UID with what is no letter in quotes', `${MEMBER}:urn:uuid:"a^'b^^c"`, ['a"b^c']],
    ['none without the prefix', `${MEMBER}:X`, []],
    ['none with a prefix in another letter case', `${MEMBER}:URN:UUID:X`, []],
    ['either, in vCard 4', 'MEMBER:urn:uuid:X', ['urn:uuid:X', 'X']],
    ['the value, in vCard 4', 'MEMBER:X', ['X']],
  ])('%s', (_, line, uids) => {
    expect([...listed(group('3.0', 'KIND:group', line)).members]).toEqual(uids);
  });

  it.each<[string, string, string[], string[]]>([
    ['one prefix for a UID that has one itself', `${MEMBER}:urn:uuid:X`, ['urn:uuid:X'], ['x']],
    ['a prefix that the card does not have', `${MEMBER}:urn:uuid:"urn:uuid:X"`, ['X'], ['x']],
    ['another letter case', `${MEMBER}:urn:uuid:x`, ['X'], ['x']],
    ['no prefix', `${MEMBER}:X`, ['X'], ['x']],
    ['nothing that is wrong', `${MEMBER}:urn:uuid:X`, ['X'], []],
    ['what may mean either of two cards', `${MEMBER}:urn:uuid:x`, ['X', 'urn:uuid:X'], []],
    ['an empty value', `${MEMBER}:`, ['X'], []],
  ])('a member that is written wrongly: %s', (_, line, uids, strays) => {
    const text = group('3.0', 'X-ADDRESSBOOKSERVER-KIND:group', line);

    expect(listed(text, uids).strays).toEqual(new Set(strays));
  });
});

describe('editMembers', () => {
  it.each([
    [
      'after the last member',
      APPLE_GROUP,
      /(MEMBER:urn:uuid:aaaaaaaa\S+\r\n)/,
      `$1${MEMBER}:urn:uuid:${NEW}\r\n`,
    ],
    ['where there is none', LOWER_CASE_GROUP, /(?=END)/, `${MEMBER}:urn:uuid:${NEW}\r\n`],
  ])('adds a member %s', (_, card, place, line) => {
    expect(edited(card, [NEW])).toBe(card.replace(place, line));
  });

  it('writes a UID verbatim after the prefix, also one that has the prefix itself', () => {
    const card = edited(LOWER_CASE_GROUP, ['X', 'X', 'urn:uuid:X', 'x']);

    expect(card.match(/.*MEMBER.*/g)).toEqual([
      `${MEMBER}:urn:uuid:X`,
      `${MEMBER}:urn:uuid:urn:uuid:X`,
      `${MEMBER}:urn:uuid:x`,
    ]);
    expect(listed(card).members).toEqual(new Set(['X', 'urn:uuid:X', 'x']));
  });

  it('removes every line of a member and no other', () => {
    const [one, other] = ['AAAAAAAA-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000001'];

    expect(edited(APPLE_GROUP, [], [other], listed(APPLE_GROUP, [one, other]))).toBe(
      APPLE_GROUP.replace(/.*MEMBER:urn:uuid:aaaaaaaa.*\r\n/g, ''),
    );
    expect(edited(APPLE_GROUP, [], [other], listed(APPLE_GROUP, [other]))).toBe(
      APPLE_GROUP.replace(/.*MEMBER:urn:uuid:aaaaaaaa.*\r\n/gi, ''),
    );
  });

  it.each([
    ['adding a present member', ['AAAAAAAA-0000-4000-8000-000000000001'], []],
    ['removing an absent member', [], ['nobody', 'urn:uuid:other']],
    ['adding and removing a present member', ['dangling-member'], ['dangling-member']],
    ['an empty UID', ['', ' ', 'urn:uuid:'], []],
    ['removing an empty UID', [], ['']],
    ['nothing to do', [], []],
  ])('gives the same text for %s', (_, add, remove) => {
    expect(edited(APPLE_GROUP, add, remove)).toBe(APPLE_GROUP);
  });

  describe('where a member is written wrongly', () => {
    const wrong = (value: string): string =>
      group(
        '3.0',
        'X-ADDRESSBOOKSERVER-KIND:group',
        'NOTE:mine',
        `${MEMBER}:${value}`,
        `${MEMBER}:urn:uuid:b`,
      );

    it.each([
      ['one prefix for a UID that has one itself', 'urn:uuid:X', 'urn:uuid:X'],
      ['a prefix too many', 'urn:uuid:urn:uuid:X', 'X'],
      ['no prefix', 'X', 'X'],
      ['another letter case', 'urn:uuid:x', 'X'],
      ['quotes, which some servers do not know', 'urn:uuid:"urn:uuid:X"', 'urn:uuid:X'],
    ])('replaces the line when the card joins: %s', (_, value, uid) => {
      const text = wrong(value);

      const card = edited(text, [uid], [], listed(text, [uid, 'b']));

      expect(card).toBe(
        group(
          '3.0',
          ...['X-ADDRESSBOOKSERVER-KIND:group', 'NOTE:mine', `${MEMBER}:urn:uuid:b`],
          `${MEMBER}:urn:uuid:${uid}`,
        ),
      );
    });

    it('removes the line when the card leaves', () => {
      const text = wrong('urn:uuid:X');

      const card = edited(text, [], ['urn:uuid:X'], listed(text, ['urn:uuid:X', 'b']));

      expect(card).toBe(text.replace(`${MEMBER}:urn:uuid:X\r\n`, ''));
    });

    it('leaves a line alone that means another card', () => {
      const text = wrong('urn:uuid:X');
      const entry = listed(text, ['X', 'urn:uuid:X', 'b']);

      expect(edited(text, ['urn:uuid:X'], [], entry)).toContain(`${MEMBER}:urn:uuid:X\r\n`);
      expect(edited(text, [], ['urn:uuid:X'], entry)).toBe(text);
    });
  });

  describe('of a group that is stored as vCard 4', () => {
    const FOREIGN = 'X-FM-OTHERACCOUNT-MEMBER;USERID=u1:urn:uuid:theirs';
    const v4 = (...lines: string[]): string =>
      group('4.0', 'KIND:group', 'NOTE:mine\\, all', FOREIGN, 'X-CUSTOM;X-P="a;b":kept', ...lines);
    const v3 = (...lines: string[]): string =>
      group(
        '3.0',
        ...[
          'N:G;;;;',
          'X-ADDRESSBOOKSERVER-KIND:group',
          'NOTE:mine\\, all',
          FOREIGN,
          'X-CUSTOM;X-P="a;b":kept',
        ],
        ...lines,
      );

    it('makes it vCard 3, in which all servers find the member, and keeps all that it says', () => {
      const text = v4('MEMBER:a', 'MEMBER:urn:uuid:b');
      const entry = { ...listed(text), members: new Set(['a', 'urn:uuid:b']) };

      expect(edited(text, [NEW], ['c'], entry)).toBe(
        v3(`${MEMBER}:urn:uuid:a`, `${MEMBER}:urn:uuid:urn:uuid:b`, `${MEMBER}:urn:uuid:${NEW}`),
      );
    });

    it('means by each member what the server means', () => {
      const text = v4('MEMBER:urn:uuid:b');
      const entry = { ...listed(text), members: new Set(['b']) };

      expect(edited(text, [NEW], [], entry)).toBe(v3(`${MEMBER}:urn:uuid:b`, `${MEMBER}:urn:uuid:${NEW}`));
    });

    it('fixes a member that the server does not find', () => {
      const text = v4('MEMBER:urn:uuid:b');
      const asMain = group('3.0', 'X-ADDRESSBOOKSERVER-KIND:group', `${MEMBER}:urn:uuid:"urn:uuid:b"`);

      expect(edited(text, ['b'], [], listed(asMain, ['b']))).toBe(v3(`${MEMBER}:urn:uuid:b`));
      expect(edited(text, [], ['b'], listed(asMain, ['b']))).toBe(v4());
    });

    it('is not touched where the server finds the member', () => {
      const text = v4('MEMBER:a');

      expect(edited(text, ['a'], [], { ...listed(text), members: new Set(['a']) })).toBe(text);
    });

    it('stays as it is when members only leave', () => {
      const text = v4('MEMBER:a', 'MEMBER:b');

      expect(edited(text, [], ['a'])).toBe(v4('MEMBER:b'));
    });

    it.each([
      ['a photo', 'PHOTO:data:image/jpeg;base64,AAAA'],
      ['a parameter', 'NOTE;LANGUAGE=en;PID=1.1:x'],
      ['a labelled member', 'item1.MEMBER:z'],
      ['a member that is no card', 'MEMBER:mailto:list@example.test'],
      ['a longer name', 'N:G;;;;;second;jr'],
      ['a line that is no property', 'broken'],
      ['both kinds', 'X-ADDRESSBOOKSERVER-KIND:group'],
    ])('stays vCard 4 with %s, and gets the member in both ways', (_, line) => {
      const text = v4(line, 'MEMBER:a');

      const card = edited(text, [NEW]);

      expect(card).toBe(
        text.replace('MEMBER:a\r\n', `MEMBER:a\r\nMEMBER:${NEW}\r\nMEMBER:urn:uuid:${NEW}\r\n`),
      );
      for (const members of [[NEW, `urn:uuid:${NEW}`], [NEW]])
        expect(edited(card, [NEW], [], { ...listed(card), members: new Set(members) })).toBe(card);
      expect(edited(card, [], [NEW])).toBe(text);
    });
  });

  it.each([
    ['no group', RICH_CARD, /is no group/],
    ['a broken card', V4_GROUP.replace('END:VCARD', ''), /no END:VCARD/],
    ['vCard 2.1', V4_GROUP.replace('4.0', '2.1'), /VERSION/],
  ])('refuses %s', (_, card, message) => {
    expect(() => edited(card, [NEW])).toThrow(SenderError);
    expect(() => edited(card, [NEW])).toThrow(message);
  });

  it('restores the card when added members are removed again', () => {
    const kind = fc.constantFrom('x-addressbookserver-kind:Group', 'item1.X-ADDRESSBOOKSERVER-KIND:group');
    const cards = kind
      .chain((line) => legalCardLines(line))
      .map((lines) => lines.join('').replace('VERSION:4.0', 'VERSION:3.0'));
    // What is no text of its own comes back cleaned, and is another UID then.
    const isText = (uid: string): boolean => !/[\ud800-\udfff\ufffd]/u.test(uid);
    const uids = fc.array(fc.oneof(fc.uuid(), hostileText.filter(isText)), { maxLength: 4 });

    fc.assert(
      fc.property(cards, uids, (card, members) => {
        const { members: present } = listed(card);
        fc.pre(members.every((uid) => !present.has(uid.trim())));
        const grown = edited(card, members, [], listed(card));
        expect(unfoldedLines(grown).length - unfoldedLines(card).length).toBeLessThanOrEqual(members.length);
        expect(edited(grown, [], members, listed(card))).toBe(card);
      }),
    );
  });

  it('of a vCard 4 group keeps every line that is not about its form, whatever is in it', () => {
    const isForm = (line: string): boolean =>
      /^(?:VERSION|KIND|MEMBER|X-ADDRESSBOOKSERVER-(?:KIND|MEMBER)|N)[;:]/i.test(line);
    const cards = legalCardLines('KIND:group').map((lines) =>
      lines.join('').replace('VERSION:3.0', 'VERSION:4.0'),
    );

    fc.assert(
      fc.property(cards, fc.uuid(), (card, uid) => {
        const grown = unfoldedLines(edited(card, [uid]));
        for (const line of unfoldedLines(card)) if (!isForm(line)) expect(grown).toContain(line);
        expect(listed(grown.join('\r\n')).members).toContain(uid);
      }),
    );
  });

  it('throws nothing but a SenderError for any junk', () => {
    fc.assert(
      fc.property(junk, (text) => {
        readGroup('', text);
        try {
          edited(text, ['a'], ['b']);
        } catch (error) {
          expect(error).toBeInstanceOf(SenderError);
        }
      }),
    );
  });
});

describe('newGroupCard', () => {
  it('is a group in the form that every server resolves', () => {
    expect(listed(newGroupCard('u', ' Paper\nTrail '))).toMatchObject({ uid: 'u', name: 'Paper Trail' });
    expect(newGroupCard('u', 'Feed')).toContain('VERSION:3.0\r\n');
  });
});
