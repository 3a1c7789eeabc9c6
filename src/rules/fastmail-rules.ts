import { type PlacedRule } from './placed-rule.ts';

/** Fastmail keeps when a rule was made. A fixed time, so that the same rules are always the same file. */
const WRITTEN_AT = '2026-01-01T00:00:00Z';

/** The rules as the JSON file that Fastmail imports: an array in the order in which they run. */
export const fastmailRules = (rules: readonly PlacedRule[]): string =>
  `${JSON.stringify(rules.map(fastmailRule), null, 2)}\n`;

/** All the fields that Fastmail writes when it exports a rule, in its order. */
const fastmailRule = ({ name, from, target, inInbox, stop }: PlacedRule) => ({
  name,
  isEnabled: true,
  combinator: 'all',
  conditions: null,
  search: searchOf(from),
  markRead: false,
  markFlagged: false,
  showNotification: false,
  redirectTo: null,
  fileIn: target?.path ?? null,
  skipInbox: !inInbox,
  snoozeUntil: null,
  discard: false,
  markSpam: false,
  stop,
  previousFileInName: null,
  created: WRITTEN_AT,
  updated: WRITTEN_AT,
});

function searchOf(from: PlacedRule['from']): string {
  if (from === 'strangers') return 'NOT fromin:contacts';
  const members = `fromin:${searchWord(from.group)}`;
  return from.only === undefined
    ? members
    : `${members} (${from.only.map((address) => `from:${searchWord(address)}`).join(' OR ')})`;
}

/** A word of Fastmail's search language; in quotation marks where it would be several, or an operator. */
const searchWord = (text: string): string =>
  /^[a-z0-9]+$/i.test(text) && !OPERATOR.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;

const OPERATOR = /^(?:and|or|not)$/i;

/** What `fromin:` says of itself, so no rule can be about a contact group of such a name. */
export const RESERVED_GROUP = /^(?:contacts|vips?)$/i;
