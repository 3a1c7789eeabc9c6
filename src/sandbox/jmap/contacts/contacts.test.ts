import { describe, expect, it } from 'vitest';
import { formatCard, parseCard } from '../../store/card-lines.ts';
import { cardOf, type JsCard } from './card.ts';
import { linesWith, newLines } from './card-lines.ts';
import { applyPatch } from '../core/patch.ts';
import { QUIRKS } from '../../store/options.ts';

const VCARD = [
  'BEGIN:VCARD',
  'VERSION:3.0',
  'UID:rich',
  'FN:Dr. Åse Øst',
  'N:Øst;Åse;;Dr.;',
  'ORG:Acme\\, Widgets;Lab',
  'NICKNAME:Aas',
  'item1.EMAIL;type=INTERNET;type=pref:aase@example.test',
  'item1.X-ABLabel:_$!<Work>!$_',
  'EMAIL;PROP-ID=home:home@example.test',
  'NOTE:First\\nSecond\\; third',
  'PHOTO;ENCODING=b;TYPE=PNG:AAAA',
  'X-CUSTOM;X-PARAM=a:kept \\, as it is',
  'END:VCARD',
  '',
].join('\r\n');

const SERVER = QUIRKS.cyrusMain;

const LINES = parseCard(VCARD)!;
const CARD = cardOf(LINES, SERVER);

/** The card after a patch over JMAP, as vCard lines. */
function patched(patch: JsCard, lines = LINES): string[] {
  const before = cardOf(lines, SERVER);
  const result = applyPatch(before, patch);
  if ('type' in result) throw new Error(result.type);
  return formatCard(linesWith(lines, before, result.patched, SERVER)).split('\r\n');
}

describe('a vCard as a JSContact Card', () => {
  it('shows what it has a place for', () => {
    expect(CARD).toMatchObject({
      '@type': 'Card',
      version: '1.0',
      uid: 'rich',
      kind: 'individual',
      name: {
        full: 'Dr. Åse Øst',
        components: [
          { kind: 'surname', value: 'Øst' },
          { kind: 'given', value: 'Åse' },
          { kind: 'title', value: 'Dr.' },
        ],
      },
      organizations: { 'ORG-1': { name: 'Acme, Widgets', units: [{ name: 'Lab' }] } },
      nicknames: { 'NICKNAME-1': { name: 'Aas' } },
      emails: { 'EMAIL-1': { address: 'aase@example.test' }, home: { address: 'home@example.test' } },
      notes: { 'NOTE-1': { note: 'First\nSecond; third' } },
      media: { 'PHOTO-1': { kind: 'photo', uri: 'data:image/png;base64,AAAA' } },
    });
  });

  it('shows all else as it is', () => {
    expect(CARD.vCardProps).toContainEqual(['x-custom', { 'x-param': 'a' }, 'unknown', 'kept \\, as it is']);
  });

  it.each([
    ['X-ADDRESSBOOKSERVER-KIND:group', 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:a'],
    ['KIND:group', 'MEMBER:a'],
    ['x-addressbookserver-kind:Group', 'x-addressbookserver-member:urn:uuid:a'],
  ])('is a group when it says %s', (kind, member) => {
    const lines = parseCard(['BEGIN:VCARD', 'UID:g', 'FN:Feed', kind, member, 'END:VCARD'].join('\n'))!;
    expect(cardOf(lines, SERVER)).toMatchObject({ kind: 'group', members: { a: true } });
  });

  it.each([
    [QUIRKS.cyrusMain, 'MEMBER:urn:uuid:a', 'urn:uuid:a'],
    [QUIRKS.cyrusMain, 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:"urn:uuid:a"', 'urn:uuid:a'],
    [QUIRKS.cyrus36, 'MEMBER:urn:uuid:a', 'a'],
    [{ ...QUIRKS.cyrus36, urnMembers: true }, 'MEMBER:urn:uuid:a', 'urn:uuid:a'],
    [QUIRKS.cyrus36, 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:a', 'a'],
  ])('shows members as the server does', (server, member, key) => {
    const lines = parseCard(['BEGIN:VCARD', 'UID:g', 'KIND:group', member, 'END:VCARD'].join('\n'))!;
    expect(cardOf(lines, server).members).toEqual({ [key]: true });
  });
});

describe('a patch of the Card', () => {
  it.each<[string, JsCard, string, string]>([
    ['the note', { 'notes/NOTE-1/note': 'New, text' }, 'NOTE:First\\nSecond\\; third', 'NOTE:New\\, text'],
    ['the organization', { 'organizations/ORG-1/name': 'A;B' }, 'ORG:Acme\\, Widgets;Lab', 'ORG:A\\;B;Lab'],
    ['the full name', { 'name/full': 'Åse' }, 'FN:Dr. Åse Øst', 'FN:Åse'],
    [
      'the components of the name',
      { 'name/components': [{ kind: 'given', value: 'Åse' }] },
      'N:Øst;Åse;;Dr.;',
      'N:;Åse;;;',
    ],
    [
      'an address',
      { 'emails/home/address': 'x@y.example' },
      'EMAIL;PROP-ID=home:home@example.test',
      'EMAIL;PROP-ID=home:x@y.example',
    ],
  ])('of %s changes one line', (_, patch, old, wanted) => {
    expect(patched(patch)).toEqual(VCARD.split('\r\n').map((line) => (line === old ? wanted : line)));
  });

  it('adds and removes lines', () => {
    expect(patched({ 'notes/NOTE-1': null, 'emails/new': { address: 'n@x.example' } })).toEqual([
      ...VCARD.split('\r\n').filter(
        (line) => !line.startsWith('NOTE') && line !== 'END:VCARD' && line !== '',
      ),
      'EMAIL;PROP-ID=new:n@x.example',
      'END:VCARD',
      '',
    ]);
  });

  it.each<[string, JsCard]>([
    ['a property of a vendor', { 'example.com:custom': { a: ['x;y', 'z\n'] } }],
    ['a detail of a name', { 'name/sortAs': { surname: 'Ost' } }],
    ['a detail of an address', { 'emails/home/label': 'At "home", mostly' }],
  ])('of %s, which no vCard has, is kept over a later edit of the vCard', (_, patch) => {
    const lines = parseCard(patched(patch).join('\r\n').replace('FN:Dr. Åse Øst', 'FN:Somebody'))!;
    const result = applyPatch(CARD, { ...patch, 'name/full': 'Somebody' });
    expect(cardOf(lines, SERVER)).toEqual('patched' in result ? result.patched : undefined);
  });

  it('goes with what it belonged to', () => {
    const text = patched({ 'emails/home/label': 'Home' }).filter(
      (line) => !line.includes('home@example.test'),
    );
    const card = cardOf(parseCard(text.join('\r\n'))!, SERVER);
    expect(Object.keys(card.emails as object)).toEqual(['EMAIL-1']);
  });

  it.each([
    [
      '3.0',
      ['X-ADDRESSBOOKSERVER-KIND:group', 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:A'],
      'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:b',
    ],
    ['4.0', ['KIND:group', 'MEMBER:A'], 'MEMBER:b'],
  ])('of members keeps the form of the group: vCard %s', (version, group, added) => {
    const kept = ['BEGIN:VCARD', `VERSION:${version}`, 'FN:Feed', group[0] ?? ''];
    const lines = parseCard([...kept, ...group.slice(1), 'END:VCARD'].join('\n'))!;
    expect(patched({ 'members/b': true }, lines)).toContain(added);
    expect(patched({ 'members/A': null }, lines)).toEqual([...kept, 'END:VCARD', '']);
  });
});

describe('a new Card', () => {
  it('is read back as it was written', () => {
    const card: JsCard = {
      '@type': 'Card',
      version: '1.0',
      uid: 'u1',
      kind: 'org',
      name: { full: 'The Shop' },
      organizations: { o: { name: 'The Shop' } },
      emails: { e: { address: 'shop@example.test', pref: 1 } },
      notes: { n: { note: 'made\nhere' } },
    };
    const lines = newLines('u1');
    expect(cardOf(linesWith(lines, cardOf(lines, SERVER), card, SERVER), SERVER)).toEqual(card);
  });

  it('without a full name is read back without one', () => {
    const name = { components: [{ kind: 'given', value: 'Ann' }], isOrdered: true };
    const lines = newLines('u1');
    const blank = cardOf(lines, SERVER);
    expect(cardOf(linesWith(lines, blank, { ...blank, name }, SERVER), SERVER).name).toEqual(name);
  });
});

describe('applyPatch', () => {
  it.each<[string, JsCard]>([
    ['a path whose parent is missing', { 'members/a': true }],
    ['a path into a list', { 'name/components/0': {} }],
    ['a path that begins with another one', { name: {}, 'name/full': 'x' }],
  ])('refuses %s', (_, patch) => {
    expect(applyPatch(CARD, patch)).toMatchObject({ type: 'invalidPatch' });
  });
});
