import { type Category } from '../config/categories/category.ts';
import { describe, expect, it } from 'vitest';
import { category, DEFAULT_CATEGORIES, undecidedCategory } from '../config/categories/categories.ts';
import { type Address } from '../mail/address.ts';
import { routeOf, routingRules } from './routing-rules.ts';

const JAIL = category('Jail', { keepsJunk: true });

/** `group → mailbox`, `+` where it also shows in the Inbox, `.` where no later rule looks. */
const outline = (categories: readonly Category[]): string[] =>
  routingRules({ categories, screenerMailbox: 'Screener' }).map(
    ({ from, mailbox, inInbox, stop }) =>
      `${from === 'strangers' ? '?' : from.group} → ${mailbox ?? 'Inbox'}${inInbox ? '+' : ''}${stop ? '.' : ''}`,
  );

describe('the rules for categories', () => {
  it('of the defaults: Jail first and stopping, one a group, strangers last', () => {
    expect(outline(DEFAULT_CATEGORIES)).toEqual([
      'Jail → Jail.',
      'Feed → Feed',
      'Paper Trail → Paper Trail',
      'Imbox → Inbox+.',
      '? → Screener.',
    ]);
  });

  it('of senders sent back to Screener: after what is out of sight, before all others, and stopping', () => {
    const undecided = undecidedCategory({ label: '@ToScreener', group: 'Undecided', mailbox: 'Screener' });

    expect(outline([...DEFAULT_CATEGORIES, undecided]).slice(0, 3)).toEqual([
      'Jail → Jail.',
      'Undecided → Screener.',
      'Feed → Feed',
    ]);
    const names = routingRules({ categories: [undecided], screenerMailbox: 'Screener' }).map(
      ({ name }) => name,
    );
    expect(names).toEqual(['Mailroom: Undecided, sent back', 'Mailroom: Screener']);
  });

  it('of a tree: a child comes first, and does not keep its ancestors from having the mail, too', () => {
    expect(
      outline([
        category('Imbox', { addToInbox: true }),
        category('Person', { parent: 'Imbox', addToInbox: true }),
        category('Paper Trail', {}),
        category('Billboard', { parent: 'Paper Trail' }),
        category('Nearest', { parent: 'Billboard' }),
      ]),
    ).toEqual([
      'Nearest → Nearest',
      'Person → Person+',
      'Billboard → Billboard',
      'Imbox → Imbox+',
      'Paper Trail → Paper Trail',
      '? → Screener.',
    ]);
  });

  it.each([
    [
      'that shows in the Inbox, below one that does not',
      true,
      ['Truck → Truck+', 'Truck → Paper Trail+.', 'Paper Trail → Paper Trail'],
    ],
    [
      'that does not, below one that does',
      false,
      ['Truck → Truck', 'Truck → Paper Trail.', 'Paper Trail → Paper Trail+'],
    ],
  ])('of a child %s: files into both itself, and stops', (_, addToInbox, rules) => {
    expect(
      outline([
        category('Paper Trail', { addToInbox: !addToInbox }),
        category('Truck', { parent: 'Paper Trail', addToInbox }),
      ]),
    ).toEqual([...rules, '? → Screener.']);
  });

  it('of a child whose mailbox is the Inbox: files into that of its parent, and shows there', () => {
    expect(
      outline([category('Paper Trail', {}), category('Bills', { mailbox: 'Inbox', parent: 'Paper Trail' })]),
    ).toEqual(['Bills → Paper Trail+.', 'Paper Trail → Paper Trail', '? → Screener.']);
  });

  it('are told apart by their names', () => {
    const rules = routingRules({
      categories: [
        category('Paper Trail', {}),
        category('Truck', { parent: 'Paper Trail', addToInbox: true }),
      ],
      screenerMailbox: 'Screener',
    });

    expect(rules.map(({ name }) => name)).toEqual([
      'Mailroom: Truck',
      'Mailroom: Truck, also in Paper Trail',
      'Mailroom: Paper Trail',
      'Mailroom: Screener',
    ]);
  });

  it('below one whose mailbox is the Inbox: the mail shows there, and its rule comes before the one that stops', () => {
    expect(
      outline([category('Imbox', { mailbox: 'inbox' }), category('Family', { parent: 'Imbox' })]),
    ).toEqual(['Family → Family+', 'Imbox → Inbox+.', '? → Screener.']);
  });

  it.each([
    [
      'below',
      [category('Feed', {}), category('Scams', { parent: 'Jail' }), JAIL],
      ['Scams → Scams', 'Jail → Jail.', 'Feed → Feed'],
    ],
    [
      'above',
      [category('Feed', {}), category('Jail', { keepsJunk: true, parent: 'Feed' })],
      ['Jail → Jail', 'Jail → Feed.', 'Feed → Feed'],
    ],
  ])(
    'with one %s what is kept out of sight: those come first, and the last of them stops',
    (_, categories, rules) => {
      expect(outline(categories)).toEqual([...rules, '? → Screener.']);
    },
  );

  it('with a group in common go to what they have in common', () => {
    expect(
      outline([
        category('Truck', { group: 'Paper Trail', parent: 'Paper Trail' }),
        category('Paper Trail', {}),
      ]),
    ).toEqual(['Paper Trail → Paper Trail', '? → Screener.']);
  });

  it('name no default', () => {
    expect(outline([category('Alt', {})])).toEqual(['Alt → Alt', '? → Screener.']);
  });
});

describe('the rules for senders in another category than their domain', () => {
  const address = 'ann@shop.example' as Address;
  const first = (groups: readonly string[], categories: readonly Category[] = DEFAULT_CATEGORIES) =>
    routingRules({ categories, screenerMailbox: 'Screener' }, [{ address, groups }]).slice(0, 2);

  it('come first, name the sender and its group, and stop', () => {
    expect(first(['Feed'])).toMatchObject([
      {
        name: 'Mailroom: Feed, exceptions',
        from: { group: 'Feed', only: [address] },
        mailbox: 'Feed',
        inInbox: false,
        stop: true,
      },
      { name: 'Mailroom: Jail' },
    ]);
  });

  it('leave mail for the Inbox there', () => {
    expect(first(['Imbox'])).toMatchObject([{ mailbox: undefined, inInbox: true, stop: true }, {}]);
  });

  it('file into every mailbox of a chain, and the last of them stops', () => {
    const chain = [category('Paper Trail', {}), category('Billboard', { parent: 'Paper Trail' })];

    expect(first(['Paper Trail', 'Billboard'], chain)).toMatchObject([
      { name: 'Mailroom: Billboard, exceptions', mailbox: 'Billboard', stop: false },
      { name: 'Mailroom: Billboard, exceptions, also in Paper Trail', mailbox: 'Paper Trail', stop: true },
    ]);
  });
});

describe('where rules file mail', () => {
  // As a real Cyrus does.
  it.each([
    [['Feed'], ['Feed']],
    [
      ['Feed', 'Paper Trail'],
      ['Feed', 'Paper Trail'],
    ],
    [
      ['Feed', 'Imbox'],
      ['Feed', 'Inbox'],
    ],
    [['Feed', 'Jail'], ['Jail']],
    [[], ['Inbox']],
  ])('of a sender in %j: %j', (groups, mailboxes) => {
    expect(routeOf(new Set(groups), DEFAULT_CATEGORIES)).toEqual(mailboxes);
  });
});
