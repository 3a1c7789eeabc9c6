import { printable } from '../log/printable.ts';
import { type GroupMembers, type PlacedRule } from './placed-rule.ts';
import { ADDRESS_BOOK_LIST, type SieveFeatures } from './sieve-features.ts';

/**
 * The rules as a Sieve script (RFC 5228) for a server with these features. Where the server knows the address book, the
 * script asks it; where it does not, the script lists the addresses as they are now. `contacts` are all addresses of the
 * book.
 */
export function sieveRules(
  rules: readonly PlacedRule[],
  features: SieveFeatures,
  contacts: readonly string[],
): string {
  const blocks = rules.map((rule) => block(rule, features, contacts));
  const isSnapshot = !features.jmapQuery || !knowsContacts(features);
  return [
    '# Written by "mailroom rules --format sieve": routes mail by the sender\'s contact group.',
    ...(isSnapshot
      ? ['# This server cannot ask the address book: write it anew when contacts have changed.']
      : []),
    `require [${requirements(features).map(quoted).join(', ')}];`,
    ...blocks,
    '',
  ].join('\n');
}

const knowsContacts = ({ jmapQuery, addressBookList }: SieveFeatures): boolean =>
  jmapQuery || addressBookList;

function requirements({ jmapQuery, mailboxId, addressBookList }: SieveFeatures): string[] {
  return [
    'fileinto',
    ...(mailboxId ? ['mailboxid'] : []),
    ...(jmapQuery ? ['vnd.cyrus.jmapquery'] : []),
    ...(addressBookList && !jmapQuery ? ['extlists'] : []),
  ];
}

function block(rule: PlacedRule, features: SieveFeatures, contacts: readonly string[]): string {
  const { name, from, members, target, inInbox, stop } = rule;
  const test = from === 'strangers' ? isStranger(features, contacts) : isMember(from.only, members, features);
  const actions = [
    ...(target === undefined ? [] : [fileInto(target, features)]),
    ...(inInbox ? ['keep;'] : []),
    ...(stop ? ['stop;'] : []),
  ];
  return [
    '',
    `# ${printable(name)}`,
    `if ${test}${test.endsWith('\n') ? '' : ' '}{`,
    ...actions.map((action) => `  ${action}`),
    '}',
  ].join('\n');
}

function isMember(
  only: readonly string[] | undefined,
  members: GroupMembers | undefined,
  { jmapQuery }: SieveFeatures,
): string {
  if (members === undefined) return 'false';
  if (!jmapQuery) return isFrom(members.addresses);
  const test = jmapQueryTest({ fromContactGroupId: members.uid });
  return only === undefined ? test : `allof (${isFrom(only)}, ${test})`;
}

/** The list comes second: to Cyrus, a contact of a whole domain (`*@x.example`) is none of the addresses in it. */
function isStranger({ jmapQuery, addressBookList }: SieveFeatures, contacts: readonly string[]): string {
  if (jmapQuery) return `not ${jmapQueryTest({ fromAnyContact: true })}`;
  if (addressBookList) return `not address :list "from" ${quoted(`${ADDRESS_BOOK_LIST}:default`)}`;
  return `not ${isFrom(contacts)}`;
}

/** The text ends with a line of its own (RFC 5228 2.4.2). No line of JSON begins with a dot. */
const jmapQueryTest = (filter: Readonly<Record<string, unknown>>): string =>
  `jmapquery text:\n${JSON.stringify(filter)}\n.\n`;

function isFrom(addresses: readonly string[]): string {
  const lists = [
    addressTest(
      ':is',
      addresses.filter((address) => !address.includes('*')),
    ),
    addressTest(':matches', addresses.filter((address) => address.includes('*')).map(asMatch)),
  ].flat();
  if (lists.length === 2) return `anyof (${lists.join(', ')})`;
  return lists[0] ?? 'false';
}

const addressTest = (how: string, addresses: readonly string[]): string[] =>
  addresses.length === 0
    ? []
    : [`address ${how} "from" [\n${addresses.map((address) => `  ${quoted(address)}`).join(',\n')}\n]`];

/** An asterisk means the same there (RFC 5228 2.7.1), a question mark and a backslash do not. */
const asMatch = (pattern: string): string => pattern.replace(/[?\\]/g, '\\$&');

/** With the id the name is what is used once that mailbox is gone; some servers take names in modified UTF-7 only. */
const fileInto = ({ path, id }: NonNullable<PlacedRule['target']>, { mailboxId }: SieveFeatures): string =>
  mailboxId && id !== undefined
    ? `fileinto :mailboxid ${quoted(id)} ${quoted(path)};`
    : `fileinto ${quoted(path)};`;

/** RFC 5228 2.4.2: nothing else is special in a quoted string; NUL cannot be in one. */
const quoted = (text: string): string => `"${text.replaceAll('\0', '').replace(/["\\]/g, '\\$&')}"`;
