/** What tests read of a vCard, version 3 (RFC 2426) or 4 (RFC 6350). Written apart from the program's own reader. */
export interface CardContent {
  /** In lower case, without `urn:uuid:`. */
  uid: string;
  fullName: string;
  isGroup: boolean;
  /** In lower case, in the card's order. */
  addresses: string[];
  /** UIDs of a group's members, in the form of `uid`. */
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
    uid: bareUid(values('UID')[0] ?? ''),
    fullName: values('FN')[0] ?? '',
    isGroup: values('KIND', 'X-ADDRESSBOOKSERVER-KIND').some((kind) => kind.toLowerCase() === 'group'),
    addresses: values('EMAIL').map((address) => address.toLowerCase()),
    members: values('MEMBER', 'X-ADDRESSBOOKSERVER-MEMBER').map(bareUid),
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

/** Apple's form of a group, or that of RFC 6350 6.6.5. */
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
    ...(group.members ?? []).map((uid) => `${prefix}MEMBER:urn:uuid:${uid}`),
  ]);
}

const cardText = (version: string, lines: readonly string[]): string =>
  ['BEGIN:VCARD', `VERSION:${version}`, ...lines, 'END:VCARD', ''].join('\r\n');

const bareUid = (uid: string): string => uid.replace(/^urn:uuid:/i, '').toLowerCase();

const unescape = (value: string): string =>
  value.replace(/\\(.)/g, (_, character: string) => (/n/i.test(character) ? '\n' : character));
