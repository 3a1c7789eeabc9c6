import { describe, expect, it } from 'vitest';
import { category, DEFAULT_CATEGORIES } from '../config/categories/categories.ts';
import { fastmailRules, RESERVED_GROUP } from './fastmail-rules.ts';
import { unplacedRules } from './placed-rule.ts';
import { routingRules } from '../triage/routing-rules.ts';

const rulesFor = (categories = DEFAULT_CATEGORIES, screenerMailbox = 'Inbox/Screener') =>
  JSON.parse(fastmailRules(unplacedRules(routingRules({ categories, screenerMailbox })))) as Record<
    string,
    unknown
  >[];

describe('the file for Fastmail', () => {
  it('has every field of a rule, in the order in which Fastmail writes them', () => {
    const [jail] = rulesFor();

    expect(JSON.stringify(jail)).toBe(
      '{"name":"Mailroom: Jail","isEnabled":true,"combinator":"all","conditions":null,"search":"fromin:Jail",' +
        '"markRead":false,"markFlagged":false,"showNotification":false,"redirectTo":null,"fileIn":"Jail",' +
        '"skipInbox":true,"snoozeUntil":null,"discard":false,"markSpam":false,"stop":true,' +
        '"previousFileInName":null,"created":"2026-01-01T00:00:00Z","updated":"2026-01-01T00:00:00Z"}',
    );
  });

  it('files what is from no contact into Screener, last of all', () => {
    expect(rulesFor().at(-1)).toMatchObject({
      search: 'NOT fromin:contacts',
      fileIn: 'Inbox/Screener',
      skipInbox: true,
      stop: true,
    });
  });

  it('leaves mail for the Inbox where it is', () => {
    expect(rulesFor().find(({ name }) => name === 'Mailroom: Imbox')).toMatchObject({
      fileIn: null,
      skipInbox: false,
    });
  });

  it.each([
    ['Feed', 'fromin:Feed'],
    ['Paper Trail', 'fromin:"Paper Trail"'],
    ['a "b" \\c', 'fromin:"a \\"b\\" \\\\c"'],
    ['R&D', 'fromin:"R&D"'],
    ['Über', 'fromin:"Über"'],
    ['or', 'fromin:"or"'],
    ["Imbox's", 'fromin:"Imbox\'s"'],
  ])('escapes the group %j', (group, search) => {
    const [rule] = rulesFor([category('X', { group })]);

    expect(rule?.search).toBe(search);
  });

  it.each([
    ['contacts', true],
    ['VIPs', true],
    ['My contacts', false],
  ])('the group %s is reserved: %s', (name, isReserved) => {
    expect(RESERVED_GROUP.test(name)).toBe(isReserved);
  });
});
