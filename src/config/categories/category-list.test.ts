import { type Category } from './category.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVEN_CATEGORIES } from '../../../test/support/seven-categories.ts';
import { category, DEFAULT_CATEGORIES } from './categories.ts';
import { readCategoryList } from './category-list.ts';

const categoriesOf = (text: string): Category[] => {
  const { listed, isComplete, problems } = readCategoryList(text);
  expect(problems).toEqual([]);
  expect(isComplete).toBe(true);
  return listed.map((one) => one.category);
};

describe('readCategoryList', () => {
  it('is the list of the defaults when there is no text', () => {
    expect(categoriesOf('')).toEqual(DEFAULT_CATEGORIES);
  });

  it('reads the seven categories of the documentation', () => {
    expect(categoriesOf(SEVEN_CATEGORIES)).toEqual([
      category('Imbox', { mailbox: 'Imbox', addToInbox: true }),
      category('Feed', {}),
      category('Paper Trail', {}),
      category('Billboard', { parent: 'Paper Trail' }),
      category('Truck', { parent: 'Paper Trail', addToInbox: true }),
      category('Jail', { keepsJunk: true }),
      category('Person', { parent: 'Imbox', contactType: 'person', addToInbox: true }),
    ]);
  });

  it.each([
    ['a line each, with the line end of a block string', '- Keep\n- Later\n'],
    ['one line', '[Keep, Later]'],
    ['JSON', '["Keep", {"name": "Later"}]'],
  ])('reads two names, in %s', (_, text) => {
    expect(categoriesOf(text)).toEqual([category('Keep', {}), category('Later', {})]);
  });

  it('takes nothing from a default category of the same name', () => {
    expect(categoriesOf('- Imbox\n- Person')).toEqual([category('Imbox', {}), category('Person', {})]);
    expect(categoriesOf('- Imbox')[0]?.mailbox).toBe('Imbox');
  });

  it('takes every field', () => {
    const fields = {
      label: 'Labels/X',
      group: 'G',
      mailbox: 'M/X',
      contactType: 'person' as const,
      parent: 'Feed',
      addToInbox: true,
      keepsJunk: true,
    };
    const [, own] = categoriesOf(JSON.stringify(['Feed', { name: 'X', ...fields }]));
    expect(own).toEqual({ name: 'X', ...fields });
  });

  it('finds a parent whose name is written with other code points', () => {
    const [child] = categoriesOf('- {name: Kind, parent: "Ta\u0308glich"}\n- T\u00e4glich');
    expect(child?.parent).toBe('T\u00e4glich');
  });

  const long = 'x'.repeat(101);
  it.each<[string, string, string[]]>([
    ['text that is not YAML', '- [Feed', ['is not YAML that can be read: look at line 1, column 8.']],
    ['no list', 'Feed', ['is not a list: put each category on a line of its own, after "- ".']],
    ['no category', '[]', ['has no category: give at least one, or unset it.']],
    ['a key twice', '[{name: A, name: B}]', ['has one key twice (line 1, column 12): keep one.']],
    ['an empty entry', '[Feed, null]', ['entry 2 is empty: give a name, or take it away.']],
    ['an entry on an empty line', '- Feed\n-\n', ['entry 2, line 2 is empty: give a name, or take it away.']],
    ['a list in the list', '[[Feed]]', ['entry 1 is neither a name nor an object: give one of these.']],
    ['a number as entry', '[1984]', ['entry 1 (name) is a number: put it in quotes.']],
    ['a boolean as entry', '[true]', ['entry 1 (name) is a boolean: put it in quotes.']],
    ['a number as name', '[{name: 1984}]', ['entry 1 (name) is a number: put it in quotes.']],
    [
      'null as name',
      '[{name: null}]',
      ['entry 1 (name) is empty: give a text, or take it away (a text that says null needs quotes).'],
    ],
    ['no name', '[{label: X}]', ['entry 1 has no name: give it one.']],
    [
      'a key that is nearly right',
      '[{name: A, lable: X}]',
      ['entry 1 has the unknown key lable: did you mean label?'],
    ],
    [
      'a key that is nothing like it',
      '[{name: A, colour: X}]',
      [
        'entry 1 has the unknown key colour: the keys are name, label, group, mailbox, contactType, parent, addToInbox, keepsJunk.',
      ],
    ],
    [
      'a key that is better not told',
      `[{name: A, ${long}: X}]`,
      [
        'entry 1 has an unknown key: the keys are name, label, group, mailbox, contactType, parent, addToInbox, keepsJunk.',
      ],
    ],
    ['a label that is a list', '[{name: A, label: [X]}]', ['entry 1 (label) is a list: give a text.']],
    ['a group that is a number', '[{name: A, group: 5}]', ['entry 1 (group) is a number: put it in quotes.']],
    [
      'a mailbox with an empty part',
      '[{name: A, mailbox: A//B}]',
      ['entry 1 (mailbox) must be the name or the path of a mailbox: no part of the path may be blank.'],
    ],
    [
      'another type of contact',
      '[{name: A, contactType: Person}]',
      ['entry 1 (contactType) must be company or person.'],
    ],
    ['yes', '[{name: A, addToInbox: yes}]', ['entry 1 (addToInbox) must be true or false, without quotes.']],
    ['no', '[{name: A, keepsJunk: no}]', ['entry 1 (keepsJunk) must be true or false, without quotes.']],
    ['a blank name', '[" "]', ['entry 1 (name) is blank: give a name.']],
    [
      'a slash in a name',
      '[News/Tech]',
      ['entry 1 (name) has a slash: take that away (a label and a mailbox may be paths).'],
    ],
    ['a control character', '["Fe\\aed"]', ['entry 1 (name) has control characters: take those away.']],
    [
      'white space around it',
      '["Feed "]',
      ['entry 1 (name) starts or ends with white space: take that away.'],
    ],
    [
      'one name twice, but for letter case',
      '[Straße, Feed, STRASSE]',
      ['entry 3 (name) is that of entry 1: names must differ in more than letter case.'],
    ],
    [
      'a parent that is nearly right',
      '[Paper Trail, {name: A, parent: paper trial}]',
      ['entry 2 (parent) is not a category of the list: did you mean Paper Trail?'],
    ],
    [
      'a parent that is nothing like it',
      '[{name: A, parent: Feed}]',
      ['entry 1 (parent) is not a category of the list: give the name of another entry.'],
    ],
    [
      'its own parent',
      '[{name: A, parent: A}]',
      ['entry 1 (parent) makes a circle, A → A: take one of these parents away.'],
    ],
    [
      'a circle of parents, once, and not for what hangs on it',
      '[{name: C, parent: A}, {name: A, parent: B}, {name: B, parent: A}]',
      ['entry 2 (parent) makes a circle, A → B → A: take one of these parents away.'],
    ],
    [
      'a circle with a name that is better not told',
      `[{name: A, parent: ${long}}, {name: ${long}, parent: A}]`,
      ['entry 1 (parent) makes a circle, A → entry 2 → A: take one of these parents away.'],
    ],
  ])('refuses %s', (_, text, problems) => {
    expect(readCategoryList(text).problems).toEqual(
      problems.map((problem) => `MAILROOM_CATEGORIES ${problem}`),
    );
  });

  it('tells the problems of all entries at once, and of one entry', () => {
    const text = '- 5\n- name: A/B\n  lable: X\n  contactType: dog\n-\n- name: C\n  parent: D\n';
    expect(readCategoryList(text).problems.map((problem) => problem.slice(0, 43))).toEqual([
      'MAILROOM_CATEGORIES entry 1, line 1 (name) ',
      'MAILROOM_CATEGORIES entry 2, line 2 (name) ',
      'MAILROOM_CATEGORIES entry 2, line 2 has the',
      'MAILROOM_CATEGORIES entry 2, line 2 (contac',
      'MAILROOM_CATEGORIES entry 3, line 5 is empt',
      'MAILROOM_CATEGORIES entry 4, line 6 (parent',
    ]);
  });

  it.each([
    ['has another problem', '[{name: Feed, contactType: dog}, {name: A, parent: Feed}]'],
    ['is a number', '[{name: 1984}, {name: A, parent: "1984"}]'],
    ['has a slash', '[News/Tech, {name: A, parent: News/Tech}]'],
    ['is taken', '[Feed, feed, {name: A, parent: feed}]'],
  ])('does not call a parent unknown whose name %s', (_, text) => {
    expect(readCategoryList(text).problems).toHaveLength(1);
  });

  it('knows when it misses a category', () => {
    expect(readCategoryList('[Feed, {label: X}]').isComplete).toBe(false);
    expect(readCategoryList('[Feed, News/Tech]').isComplete).toBe(true);
  });
});

describe('readCategoryList, whatever the list', () => {
  const word = fc
    .string({ minLength: 1, maxLength: 12, unit: 'binary' })
    .map((text) => text.normalize())
    .filter((text) => !/[/\p{Cc}\p{Cs}]/u.test(text) && text !== '' && text === text.trim());
  const names = fc.uniqueArray(word, {
    minLength: 1,
    maxLength: 8,
    selector: (name) => name.toUpperCase().toLowerCase(),
  });
  const fields = fc.record(
    {
      label: word,
      group: word,
      mailbox: word,
      contactType: fc.constantFrom('company', 'person'),
      addToInbox: fc.boolean(),
      keepsJunk: fc.boolean(),
      parentIndex: fc.nat(7),
    },
    { requiredKeys: [] },
  );

  it('loads a valid one to exactly its categories', () => {
    fc.assert(
      fc.property(names, fc.array(fields, { minLength: 8, maxLength: 8 }), (given, extras) => {
        const entries = given.map((name, index) => {
          const { parentIndex, ...rest } = extras[index]!;
          // Only what stands before can be the parent, so that there is no circle.
          const parent = parentIndex === undefined ? undefined : given[parentIndex];
          return { name, ...rest, ...(parentIndex! < index && parent !== undefined ? { parent } : {}) };
        });
        expect(categoriesOf(JSON.stringify(entries))).toEqual(
          entries.map(({ name, ...rest }) => category(name, rest)),
        );
      }),
    );
  });
});
