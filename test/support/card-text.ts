/** What tests read of a vCard, version 3 (RFC 2426) or 4 (RFC 6350). Written apart from the program's own reader. */
export interface CardContent {
  /** Verbatim. */
  uid: string;
  fullName: string;
  isGroup: boolean;
  /** In lower case, in the card's order. */
  addresses: string[];
  /** UIDs of a group's members, verbatim: as a server resolves what it gives out, which is vCard 3 unless asked. */
  members: string[];
}

/** Content lines in one piece each (RFC 6350 3.2). */
export const unfolded = (text: string): string => text.replace(/\r?\n[ \t]/g, '');

export function readCard(text: string): CardContent {
  const lines = unfolded(text)
    .split(/\r?\n/)
    .map((line) => {
      const [, name = '', value = ''] =
        /^(?:[^.:;]+\.)?([^:;]+)(?:;(?:"[^"]*"|[^":])*)?:(.*)$/.exec(line) ?? [];
      return { name: name.toUpperCase(), value: unescape(value) };
    });
  const values = (...names: string[]): string[] =>
    lines.filter(({ name }) => names.includes(name)).map(({ value }) => value);
  return {
    uid: values('UID')[0] ?? '',
    fullName: values('FN')[0] ?? '',
    isGroup: values('KIND', 'X-ADDRESSBOOKSERVER-KIND').some((kind) => kind.toLowerCase() === 'group'),
    addresses: values('EMAIL').map((address) => address.toLowerCase()),
    members: [...values('MEMBER'), ...values('X-ADDRESSBOOKSERVER-MEMBER').flatMap(uidAfterPrefix)],
  };
}

/** A card of a person or company; `lines` are further properties, as they are. */
export function contactCard(card: {
  uid: string;
  fullName: string;
  addresses: readonly string[];
  lines?: readonly string[];
}): string {
  const emails = card.addresses.map((address) => `EMAIL;TYPE=INTERNET:${address}`);
  return cardText('3.0', [
    `UID:${card.uid}`,
    `FN:${card.fullName}`,
    'N:;;;;',
    ...emails,
    ...(card.lines ?? []),
  ]);
}

/** Apple's form of a group, or that of RFC 6350 6.6.5, with each member in both ways in which servers understand it. */
export type GroupForm = 'vcard3' | 'vcard4';

export function groupCard(group: {
  uid: string;
  name: string;
  members?: readonly string[];
  form?: GroupForm;
}): string {
  const prefix = group.form === 'vcard4' ? '' : 'X-ADDRESSBOOKSERVER-';
  return cardText(group.form === 'vcard4' ? '4.0' : '3.0', [
    `UID:${group.uid}`,
    `FN:${group.name}`,
    `N:${group.name};;;;`,
    `${prefix}KIND:group`,
    ...(group.members ?? []).flatMap((uid) => [
      ...(group.form === 'vcard4' ? [`MEMBER:${uid}`] : []),
      `${prefix}MEMBER:urn:uuid:${uid}`,
    ]),
  ]);
}

const cardText = (version: string, lines: readonly string[]): string =>
  ['BEGIN:VCARD', `VERSION:${version}`, ...lines, 'END:VCARD', ''].join('\r\n');

/** Without the prefix it names nobody. In quotes is what was converted from vCard 4. */
const uidAfterPrefix = (member: string): string[] =>
  member.startsWith('urn:uuid:') ? [member.slice('urn:uuid:'.length).replace(/^"(.*)"$/, '$1')] : [];

const unescape = (value: string): string =>
  value.replace(/\\(.)/g, (_, character: string) => (/n/i.test(character) ? '\n' : character));
