import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVEN_CATEGORIES } from '../../../test/support/seven-categories.ts';
import { category, DEFAULT_CATEGORIES } from './categories.ts';
import { loadConfig } from '../load-config.ts';
import { problemsOf, REQUIRED } from '../../../test/support/load-config.ts';

describe('loadConfig, with categories of its own', () => {
  it('has the categories of the list, and no others', () => {
    const { config, warnings } = loadConfig({ ...REQUIRED, MAILROOM_CATEGORIES: SEVEN_CATEGORIES });
    expect(config.categories.map(({ name }) => name)).toEqual([
      'Imbox',
      'Feed',
      'Paper Trail',
      'Billboard',
      'Truck',
      'Jail',
      'Person',
    ]);
    expect(warnings).toEqual([]);
  });

  it("overrides the list's categories by variables", () => {
    const { config, warnings } = loadConfig({
      ...REQUIRED,
      MAILROOM_CATEGORIES: '[Keep For Good, {name: Later, label: Soon, group: Wait}, Täglich]',
      MAILROOM_LABEL_TO_KEEP_FOR_GOOD: 'Keep it',
      MAILROOM_GROUP_LATER: 'Patience',
      MAILROOM_MAILBOX_LATER: 'Someday/Maybe',
    });
    expect(config.categories).toEqual([
      category('Keep For Good', { label: 'Keep it' }),
      category('Later', { label: 'Soon', group: 'Patience', mailbox: 'Someday/Maybe' }),
      category('Täglich', {}),
    ]);
    expect(warnings).toEqual([]);
  });

  it('checks an override of a category of the list', () => {
    const env = { ...REQUIRED, MAILROOM_CATEGORIES: '- Keep', MAILROOM_GROUP_KEEP: ' ' };
    expect(problemsOf(env)).toEqual([
      'MAILROOM_GROUP_KEEP is blank: give a name, or unset it to use the default.',
    ]);
  });

  it('warns of an override for a category that the list does not have', () => {
    const { warnings } = loadConfig({
      ...REQUIRED,
      MAILROOM_CATEGORIES: '[Keep, Täglich]',
      MAILROOM_GROUP_KEPT: 'X',
      MAILROOM_MAILBOX_FEED: '',
      MAILROOM_MAILBOX_JAIL: 'Jail',
      MAILROOM_LABEL_TO_TÄGLICH: 'X',
    });
    expect(warnings).toEqual([
      "MAILROOM_GROUP_KEPT is not a variable of Mailroom's: did you mean MAILROOM_GROUP_KEEP?",
      'There are no such categories, so these variables are ignored: MAILROOM_MAILBOX_JAIL, MAILROOM_LABEL_TO_TÄGLICH',
    ]);
  });

  it('takes an override at the default of a default category for none, so that it leaves the list as it is', () => {
    const defaults = Object.fromEntries(
      DEFAULT_CATEGORIES.flatMap(({ name, label, group, mailbox }) => {
        const suffix = name.toUpperCase().replaceAll(' ', '_');
        return [
          [`MAILROOM_LABEL_TO_${suffix}`, label],
          [`MAILROOM_GROUP_${suffix}`, group],
          [`MAILROOM_MAILBOX_${suffix}`, mailbox],
        ];
      }),
    );
    const list = '[Imbox, {name: Feed, group: News, label: Later}, {name: Jail, mailbox: Spam}]';
    const env = { ...REQUIRED, MAILROOM_CATEGORIES: list };

    const { config, warnings } = loadConfig({ ...env, ...defaults });

    expect(config).toEqual(loadConfig(env).config);
    expect(warnings).toEqual([expect.stringMatching(/ignored: MAILROOM_LABEL_TO_PAPER_TRAIL, .*_PERSON$/)]);
    expect(
      loadConfig({ ...env, ...defaults, MAILROOM_GROUP_FEED: 'Papers' }).config.categories[1]?.group,
    ).toBe('Papers');
  });

  it('does not call an override unknown while the names of the categories are', () => {
    const env = { ...REQUIRED, MAILROOM_GROUP_KEEP: 'X', MAILROOM_DRY_RUNN: '' };
    for (const list of ['Keep', '[{label: Keep}]']) {
      const problems = problemsOf({ ...env, MAILROOM_CATEGORIES: list });
      expect(problems).toEqual([
        expect.stringMatching(/^MAILROOM_CATEGORIES /),
        expect.stringMatching(/^MAILROOM_DRY_RUNN /),
      ]);
    }
  });

  it('refuses a variable that stands for two categories, while it is set', () => {
    const env = { ...REQUIRED, MAILROOM_CATEGORIES: '[Paper Trail, {name: Paper_Trail, label: Other}]' };
    expect(problemsOf(env)).toEqual([]);
    expect(problemsOf({ ...env, MAILROOM_MAILBOX_PAPER_TRAIL: 'Receipts' })).toEqual([
      'MAILROOM_MAILBOX_PAPER_TRAIL stands for Paper Trail and Paper_Trail: unset it, and give the mailbox in MAILROOM_CATEGORIES.',
    ]);
  });

  const spare = 'a label needs a mailbox that is used for nothing else';
  it.each<[string, string, Record<string, string>, string[]]>([
    [
      'two labels',
      '- A\n- name: B\n  label: "@ToA"\n',
      {},
      [
        'MAILROOM_CATEGORIES entry 1, line 1 (label) and MAILROOM_CATEGORIES entry 2, line 2 (label) are the same: every label needs a mailbox of its own.',
      ],
    ],
    [
      'a label and the mailbox of another',
      '[A, {name: B, label: A}]',
      {},
      [
        `MAILROOM_CATEGORIES entry 2 (label) and MAILROOM_CATEGORIES entry 1 (mailbox) are the same: ${spare}.`,
      ],
    ],
    [
      'a label and an override',
      '[A, B]',
      { MAILROOM_MAILBOX_A: '@ToB' },
      [`MAILROOM_CATEGORIES entry 2 (label) and MAILROOM_MAILBOX_A are the same: ${spare}.`],
    ],
    [
      'a label and Screener',
      '[{name: A, label: Screener}]',
      {},
      [`MAILROOM_CATEGORIES entry 1 (label) and MAILROOM_SCREENER_MAILBOX are the same: ${spare}.`],
    ],
    [
      'a label and the Inbox',
      '[{name: A, label: INBOX}]',
      {},
      [`MAILROOM_CATEGORIES entry 1 (label) is the Inbox: ${spare}.`],
    ],
    [
      'a name and that of the undecided',
      '[{name: screener, label: A, group: A, mailbox: A}]',
      {},
      [
        'MAILROOM_CATEGORIES entry 1 (name) is what undecided senders are in: give the category another name.',
      ],
    ],
    [
      'a label and that of the undecided',
      '[{name: A, label: "@ToScreener"}]',
      {},
      [
        'MAILROOM_CATEGORIES entry 1 (label) and MAILROOM_LABEL_TO_SCREENER are the same: every label needs a mailbox of its own.',
      ],
    ],
    [
      'a group and that of the undecided',
      '[{name: A, group: Screener}]',
      {},
      [
        'MAILROOM_CATEGORIES entry 1 (group) and MAILROOM_GROUP_SCREENER are the same, but the mailboxes of these categories differ: give each a group of its own, or the same mailbox.',
      ],
    ],
    [
      'a mailbox and Screener',
      '[{name: A, mailbox: Screener}]',
      {},
      [
        'MAILROOM_SCREENER_MAILBOX and MAILROOM_CATEGORIES entry 1 (mailbox) are the same: triaged mail must leave the Screener, so name another mailbox.',
      ],
    ],
    [
      'a mailbox and the error label',
      '[{name: A, mailbox: "@MailroomError"}]',
      {},
      [`MAILROOM_LABEL_ERROR and MAILROOM_CATEGORIES entry 1 (mailbox) are the same: ${spare}.`],
    ],
    [
      'the groups of unrelated categories with two mailboxes',
      '[A, {name: B, group: A}]',
      {},
      [
        'MAILROOM_CATEGORIES entry 1 (group) and MAILROOM_CATEGORIES entry 2 (group) are the same, but the mailboxes of these categories differ: give each a group of its own, or the same mailbox.',
      ],
    ],
    [
      'a mailbox and the Trash',
      '[Trash]',
      {},
      ['MAILROOM_CATEGORIES entry 1 (mailbox) is a system mailbox: name one that you made.'],
    ],
    [
      'an override and the Trash',
      '[A]',
      { MAILROOM_LABEL_TO_A: 'trash' },
      ['MAILROOM_LABEL_TO_A is a system mailbox: name one that you made.'],
    ],
    ['no more with an override', '[A, {name: B, label: A}]', { MAILROOM_LABEL_TO_B: '@ToB' }, []],
    ['no groups of parent and child', '[A, {name: B, group: A, parent: A}]', {}, []],
  ])('finds in the list that these are the same: %s', (_, list, env, problems) => {
    expect(problemsOf({ ...REQUIRED, ...env, MAILROOM_CATEGORIES: list })).toEqual(problems);
  });

  it.each([
    ['label, when it cannot be read', '[{name: C, label: "@ToB"}, {name: B, label: 5}]'],
    ['group, when the mailbox cannot be read', '[A, {name: B, group: A, mailbox: 5}]'],
    ['group, when the parent cannot be read', '[A, {name: B, group: A, mailbox: B, parent: 5}]'],
    ['group, when the parent is unknown', '[A, {name: B, group: A, parent: Nobody}]'],
    ['group, when a key is misspelt', '[A, {name: B, group: A, mailbox: B, parnt: A}]'],
  ])('makes no more of an entry that is refused: %s', (_, list) => {
    expect(problemsOf({ ...REQUIRED, MAILROOM_CATEGORIES: list })).toEqual([
      expect.stringMatching(
        /^MAILROOM_CATEGORIES entry 2 \((?:label|mailbox|parent)\)|the unknown key parnt/,
      ),
    ]);
  });

  it('never tells a value that is in the list of categories, nor what is no name there', () => {
    const mark = 'Zq7';
    const junk = fc.oneof(
      fc.string(),
      fc.uint16Array().map((units) => String.fromCharCode(...units)),
      fc.webUrl({ withQueryParameters: true }),
    );
    const value = junk.map((text) => mark + text);
    const noName = fc.oneof(
      value.map((text) => `${text}/`),
      value.map((text) => `${text} `),
      value.map((text) => text.padEnd(101, 'x')),
    );
    const entry = fc.oneof(
      noName,
      fc.record({ name: fc.oneof(fc.constantFrom('A', 'B', 'C'), noName) }).chain((named) =>
        fc
          .record(
            {
              label: value,
              group: value,
              mailbox: value,
              contactType: value,
              parent: value,
              keepsJunk: value,
            },
            { requiredKeys: [] },
          )
          .map((fields) => ({ ...named, ...fields })),
      ),
      fc.dictionary(noName, value),
      fc.array(value),
    );
    const list = fc.array(entry, { maxLength: 4 }).map((entries) => JSON.stringify(entries));
    const text = fc.oneof(
      list,
      fc.tuple(list, fc.nat(200)).map(([whole, end]) => whole.slice(0, end)),
    );
    fc.assert(
      fc.property(text, (categories) => {
        const told = problemsOf({ ...REQUIRED, MAILROOM_CATEGORIES: categories }).join('\n');
        expect(told).not.toContain(mark);
      }),
    );
  });
});
