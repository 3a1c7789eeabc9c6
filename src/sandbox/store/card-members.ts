import { type CardLine } from './card-lines.ts';
import { type Quirks } from './options.ts';

/** What of a server decides which card a member of a group is. */
export type MemberRules = Pick<Quirks, 'verbatimMembers'>;

const URN = 'urn:uuid:';

export const isMemberLine = ({ name }: CardLine): boolean => isVersion3(name) || isVersion4(name);

const isVersion3 = (name: string): boolean => name.toUpperCase() === 'X-ADDRESSBOOKSERVER-MEMBER';
const isVersion4 = (name: string): boolean => name.toUpperCase() === 'MEMBER';

/** The UID of the card that a line of a group names, compared exactly; undefined when it names none. */
export function memberUid({ name, value }: CardLine, { verbatimMembers }: MemberRules): string | undefined {
  if (verbatimMembers && isVersion4(name)) return value;
  if (!value.startsWith(URN)) return undefined;
  const uid = value.slice(URN.length);
  return verbatimMembers ? decode(uid) : uid;
}

const property = (name: string, value: string): CardLine => ({ group: undefined, name, params: [], value });

/** A member that is stored as vCard 4, in the form of vCard 3. Cyrus main makes a new property of it. */
export const memberToVersion3 = (line: CardLine, { verbatimMembers }: MemberRules): CardLine =>
  verbatimMembers
    ? property('X-ADDRESSBOOKSERVER-MEMBER', URN + encode(line.value))
    : { ...line, name: 'x-addressbookserver-member' };

/** What makes a card a group, likewise. */
export const groupKindToVersion3 = (line: CardLine, { verbatimMembers }: MemberRules): CardLine =>
  verbatimMembers
    ? property('X-ADDRESSBOOKSERVER-KIND', line.value)
    : { ...line, name: 'x-addressbookserver-kind' };

/** A member that is stored as vCard 3, in the form of vCard 4. */
export const memberToVersion4 = (line: CardLine, rules: MemberRules): CardLine => ({
  ...line,
  name: 'MEMBER',
  value: rules.verbatimMembers ? (memberUid(line, rules) ?? decode(line.value)) : line.value,
});

/** A new member of a group that is stored as vCard 4 or 3. */
export const memberLine = (uid: string, version: string | undefined, rules: MemberRules): CardLine =>
  version === '4.0'
    ? property('MEMBER', rules.verbatimMembers ? uid : URN + uid)
    : property('X-ADDRESSBOOKSERVER-MEMBER', URN + uid);

/** RFC 6868. */
const encode = (uid: string): string => {
  const text = uid.replace(/["^]/g, (character) => (character === '^' ? '^^' : "^'"));
  return /[:;,]/.test(text) ? `"${text}"` : text;
};

const decode = (text: string): string =>
  text.replace(/"|\^(['^])/g, (_, escaped: string | undefined) =>
    escaped === undefined ? '' : escaped === '^' ? '^' : '"',
  );
