import { type Category } from './category.ts';
import { describe, expect, it } from 'vitest';
import { category, DEFAULT_CATEGORIES, undecidedCategory } from './categories.ts';
import { overrideVariable } from './category-overrides.ts';
import { nameProblems, type Names } from './check-names.ts';

const screener = { source: 'MAILROOM_SCREENER_MAILBOX', mailbox: 'Screener' };
const errorLabel = { source: 'MAILROOM_LABEL_ERROR', mailbox: '@MailroomError' };
const warningLabel = { source: 'MAILROOM_LABEL_WARNING', mailbox: '@MailroomWarning' };

const undecided = undecidedCategory({ label: '@ToScreener', group: 'Screener', mailbox: 'Screener' });

const problemsOf = (names: Partial<Names>): string[] =>
  nameProblems({
    categories: DEFAULT_CATEGORIES,
    undecided,
    sourceOf: overrideVariable,
    isParentKnown: () => true,
    screener,
    flags: [errorLabel, warningLabel],
    ...names,
  });

const withFeed = (fields: Partial<Category>): Category[] =>
  DEFAULT_CATEGORIES.map((given) => (given.name === 'Feed' ? { ...given, ...fields } : given));

describe('nameProblems', () => {
  it('finds none in the defaults', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each([
    ["another category's label", '@ToJail', 'MAILROOM_LABEL_TO_JAIL'],
    ["its own category's mailbox", 'Feed', 'MAILROOM_MAILBOX_FEED'],
    ["another category's mailbox", 'Jail', 'MAILROOM_MAILBOX_JAIL'],
    ['the Screener', 'Screener', 'MAILROOM_SCREENER_MAILBOX'],
    ['the error label', '@MailroomError', 'MAILROOM_LABEL_ERROR'],
    ['the warning label', '@MailroomWarning', 'MAILROOM_LABEL_WARNING'],
  ])('refuses a label that is %s', (_, label, other) => {
    const problems = problemsOf({ categories: withFeed({ label }) });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('MAILROOM_LABEL_TO_FEED and ');
    expect(problems[0]).toContain(`${other} are the same`);
  });

  it.each(['Inbox', 'INBOX', 'inbox'])('refuses the Inbox as a label, written %s', (label) => {
    expect(problemsOf({ categories: withFeed({ label }) })).toEqual([
      'MAILROOM_LABEL_TO_FEED is the Inbox: a label needs a mailbox that is used for nothing else.',
    ]);
  });

  it.each([
    ['the error label is the Screener', { flags: [{ ...errorLabel, mailbox: 'Screener' }] }],
    [
      'the error label is the warning label',
      { flags: [errorLabel, { ...warningLabel, mailbox: errorLabel.mailbox }] },
    ],
    ['the Screener is a mailbox of a category', { screener: { ...screener, mailbox: 'Feed' } }],
  ])('finds that %s', (_, names) => {
    expect(problemsOf(names)).toEqual([expect.stringContaining(' are the same: ')]);
  });

  it('refuses the Inbox as the Screener, for mail of two default categories goes there', () => {
    const problems = problemsOf({ screener: { ...screener, mailbox: 'inbox' } });
    expect(problems).toEqual([
      expect.stringContaining('MAILROOM_MAILBOX_IMBOX'),
      expect.stringContaining('MAILROOM_MAILBOX_PERSON'),
    ]);
  });

  it.each([
    ['letter case differs', withFeed({ label: '@tojail' })],
    ['one is in another folder', withFeed({ label: 'Labels/@ToJail' })],
    ['group and mailbox are shared', withFeed({ group: 'Jail', mailbox: 'Jail' })],
    ['only the mailbox is shared', withFeed({ mailbox: 'Jail' })],
    ['the Inbox is written in two ways', withFeed({ group: 'Imbox', mailbox: 'INBOX' })],
    [
      "a child shares its parent's group",
      [...DEFAULT_CATEGORIES, category('News', { parent: 'Feed', group: 'Feed' })],
    ],
  ])('lets names be when %s', (_, categories) => {
    expect(problemsOf({ categories })).toEqual([]);
  });

  it('refuses one group for two mailboxes', () => {
    const problems = problemsOf({ categories: withFeed({ group: 'Jail' }) });
    expect(problems).toEqual([
      expect.stringMatching(/^MAILROOM_GROUP_FEED and MAILROOM_GROUP_JAIL are the same, but /),
    ]);
  });

  it.each([
    ['a label', { categories: withFeed({ label: 'Trash' }) }, 'MAILROOM_LABEL_TO_FEED'],
    ['a mailbox', { categories: withFeed({ mailbox: 'junk' }) }, 'MAILROOM_MAILBOX_FEED'],
    ['both', { categories: withFeed({ label: 'Sent', mailbox: 'Sent' }) }, /FEED is a .*\n.*FEED is a /],
    ['the Screener', { screener: { ...screener, mailbox: 'DRAFTS' } }, 'MAILROOM_SCREENER_MAILBOX'],
    ['a flag', { flags: [{ ...errorLabel, mailbox: 'Trash' }] }, 'MAILROOM_LABEL_ERROR'],
  ])('refuses a system mailbox as %s', (_, names, source) => {
    const text = problemsOf(names).join('\n');
    expect(text).toMatch(source);
    expect(text.replaceAll(/MAILROOM_\w+ is a system mailbox: name one that you made\.\n?/g, '')).toBe('');
  });

  it('lets a mailbox be whose path only ends like that of a system mailbox', () => {
    expect(problemsOf({ categories: withFeed({ mailbox: 'Archive/Sent' }) })).toEqual([]);
  });

  it('takes two ways to write a letter for the same', () => {
    const [composed, decomposed] = ['@T\u00e4glich', '@Ta\u0308glich'];
    const labels: Record<string, string> = { Feed: composed, Jail: decomposed };
    const categories = DEFAULT_CATEGORIES.map((given) => ({
      ...given,
      label: labels[given.name] ?? given.label,
    }));
    expect(problemsOf({ categories })).toEqual([
      expect.stringMatching(/^MAILROOM_LABEL_TO_FEED and MAILROOM_LABEL_TO_JAIL are the same/),
    ]);
  });

  it('compares nothing with what cannot be used', () => {
    const names = { categories: withFeed({ label: '@ToJail', group: 'Jail' }) };
    expect(problemsOf(names)).toHaveLength(2);
    const sourceOf: Names['sourceOf'] = (field, one) =>
      one.name === 'Feed' ? undefined : overrideVariable(field, one);
    expect(problemsOf({ ...names, sourceOf })).toEqual([]);
  });

  it('does not call categories unrelated when a parent cannot be told', () => {
    const names = { categories: withFeed({ group: 'Jail' }) };
    expect(problemsOf({ ...names, isParentKnown: ({ name }) => name !== 'Jail' })).toEqual([]);
  });
});
