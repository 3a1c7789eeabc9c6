import { describe, expect, it } from 'vitest';
import { category, DEFAULT_CATEGORIES } from '../config/categories.ts';
import { type Category } from '../config/config.ts';
import { routingRules } from './routing-rules.ts';

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

  it('of a tree: a child does not keep its ancestors from having the mail, too', () => {
    expect(
      outline([
        category('Imbox', { addToInbox: true }),
        category('Person', { parent: 'Imbox', contactType: 'person' }),
        category('Paper Trail', {}),
        category('Truck', { parent: 'Paper Trail' }),
      ]),
    ).toEqual([
      'Imbox → Imbox+',
      'Person → Person',
      'Paper Trail → Paper Trail',
      'Truck → Truck',
      '? → Screener.',
    ]);
  });

  it('below one whose mailbox is the Inbox: the mail shows there, and its rule comes before the one that stops', () => {
    expect(
      outline([category('Imbox', { mailbox: 'inbox' }), category('Family', { parent: 'Imbox' })]),
    ).toEqual(['Family → Family+', 'Imbox → Inbox+.', '? → Screener.']);
  });

  it('related to one that is kept out of sight: that one comes first, and stops nobody', () => {
    const jail = category('Jail', { keepsJunk: true });

    expect(outline([category('Scams', { parent: 'Jail' }), jail])).toEqual([
      'Jail → Jail',
      'Scams → Scams',
      '? → Screener.',
    ]);
  });

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
