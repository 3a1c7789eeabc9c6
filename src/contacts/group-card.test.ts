import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SenderError } from '../errors.ts';
import { memberKey } from './contact-book.ts';
import { editMembers, readGroup } from './group-card.ts';
import { hostileText, junk, legalCardLines, unfoldedLines } from './vcard.arbitraries.ts';
import { APPLE_GROUP, LOWER_CASE_GROUP, RICH_CARD, V4_GROUP } from './vcard.fixtures.ts';

const NEW = '12345678-0000-4000-8000-00000000ABCD';

const group = (version: string, ...lines: string[]): string =>
  ['BEGIN:VCARD', `VERSION:${version}`, 'UID:g', 'FN:G', ...lines, 'END:VCARD', ''].join('\r\n');

describe('readGroup', () => {
  it.each([
    [
      'Apple, vCard 3',
      APPLE_GROUP,
      'Paper Trail',
      ['aaaaaaaa-0000-4000-8000-000000000001', 'dangling-member'],
    ],
    ['vCard 4', V4_GROUP, 'Feed', ['aaaaaaaa-0000-4000-8000-000000000001', 'mailto:list@example.test']],
    ['lower case', LOWER_CASE_GROUP, 'Imbox', []],
  ])('reads name and members: %s', (_, card, name, members) => {
    expect(readGroup('/g.vcf', card)).toEqual({
      ref: '/g.vcf',
      uid: expect.any(String) as string,
      name,
      members: new Set(members),
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

describe('editMembers', () => {
  it.each([
    [
      'after the last member',
      APPLE_GROUP,
      /(MEMBER:urn:uuid:aaaaaaaa\S+\r\n)/,
      `$1X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:${NEW}\r\n`,
    ],
    ['in the form of vCard 4', V4_GROUP, /(MEMBER:mailto:\S+\r\n)/, `$1MEMBER:urn:uuid:${NEW}\r\n`],
    ['in lower case', LOWER_CASE_GROUP, /(?=END)/, `x-addressbookserver-member:urn:uuid:${NEW}\r\n`],
    ['by its kind', group('4.0', 'kind:group'), /(?=END)/, `member:urn:uuid:${NEW}\r\n`],
    [
      'as the members, not the kind, are written',
      group('3.0', 'X-ADDRESSBOOKSERVER-KIND:group', 'item1.Member;X=1:urn:uuid:a'),
      /(?=END)/,
      `Member:urn:uuid:${NEW}\r\n`,
    ],
    [
      'as fits the version, where both kinds are there',
      group('3.0', 'KIND:group', 'X-ADDRESSBOOKSERVER-KIND:group'),
      /(?=END)/,
      `X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:${NEW}\r\n`,
    ],
  ])('adds a member %s', (_, card, place, line) => {
    expect(editMembers(card, [NEW], [])).toBe(card.replace(place, line));
  });

  it('adds a UID that is a URN once, however it is spelled', () => {
    const card = editMembers(V4_GROUP, [`urn:uuid:${NEW}`, NEW, NEW.toLowerCase(), `URN:UUID:${NEW}`], []);

    expect(card.match(/12345678-/g)).toHaveLength(1);
    expect(readGroup('/g.vcf', card)?.members).toContain(memberKey(NEW));
  });

  it('removes every line of a member and no other', () => {
    expect(editMembers(APPLE_GROUP, [], ['urn:uuid:AAAAAAAA-0000-4000-8000-000000000001'])).toBe(
      APPLE_GROUP.replace(/.*MEMBER:urn:uuid:aaaaaaaa.*\r\n/gi, ''),
    );
  });

  it('removes one member and puts another in its place', () => {
    expect(editMembers(V4_GROUP, [NEW], ['mailto:list@example.test'])).toBe(
      V4_GROUP.replace('mailto:list@example.test', `urn:uuid:${NEW}`),
    );
  });

  it.each([
    ['adding a present member', ['AAAAAAAA-0000-4000-8000-000000000001'], []],
    ['removing an absent member', [], ['nobody']],
    ['adding and removing a present member', ['dangling-member'], ['dangling-member']],
    ['an empty UID', ['', ' ', 'urn:uuid:'], []],
    ['removing an empty UID', [], ['']],
    ['nothing to do', [], []],
  ])('gives the same text for %s', (_, add, remove) => {
    expect(editMembers(APPLE_GROUP, add, remove)).toBe(APPLE_GROUP);
  });

  it.each([
    ['no group', RICH_CARD, /is no group/],
    ['a broken card', V4_GROUP.replace('END:VCARD', ''), /no END:VCARD/],
    ['vCard 2.1', V4_GROUP.replace('4.0', '2.1'), /VERSION/],
  ])('refuses %s', (_, card, message) => {
    expect(() => editMembers(card, [NEW], [])).toThrow(SenderError);
    expect(() => editMembers(card, [NEW], [])).toThrow(message);
  });

  it('restores the card when added members are removed again', () => {
    const kind = fc.constantFrom(
      'KIND:group',
      'x-addressbookserver-kind:Group',
      'item1.X-ADDRESSBOOKSERVER-KIND:group',
    );
    const cards = kind.chain((line) => legalCardLines(line)).map((lines) => lines.join(''));
    // What is no text of its own comes back cleaned, and is another UID then.
    const isText = (uid: string): boolean => !/[\ud800-\udfff\ufffd]/u.test(uid);
    const uids = fc.array(fc.oneof(fc.uuid(), hostileText.filter(isText)), { maxLength: 4 });

    fc.assert(
      fc.property(cards, uids, (card, members) => {
        const present = readGroup('', card)!.members;
        fc.pre(members.every((uid) => !present.has(memberKey(uid.trim()))));
        const grown = editMembers(card, members, []);
        expect(unfoldedLines(grown).length - unfoldedLines(card).length).toBeLessThanOrEqual(members.length);
        expect(editMembers(grown, [], members)).toBe(card);
      }),
    );
  });

  it('throws nothing but a SenderError for any junk', () => {
    fc.assert(
      fc.property(junk, (text) => {
        readGroup('', text);
        try {
          editMembers(text, ['a'], ['b']);
        } catch (error) {
          expect(error).toBeInstanceOf(SenderError);
        }
      }),
    );
  });
});
