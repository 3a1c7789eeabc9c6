import { describe, expect, it } from 'vitest';
import { listing } from '../../test/support/triage-fixtures.ts';
import { category } from '../config/categories/categories.ts';
import { type BookListing } from '../contacts/contact-book.ts';
import { LapsedFinder } from './lapsed.ts';

const CATEGORIES = [
  category('Feed', {}),
  category('Jail', {}),
  category('Paper Trail', {}),
  category('Imbox', { parent: 'Paper Trail' }),
];

const card = (uid: string, ...addresses: string[]) => ({ uid, addresses });

/** `uid → category` for each lapsed card, when the notes of the cards end in these categories. */
function lapsed(book: BookListing, notes: Record<string, string>): string[] {
  const finder = new LapsedFinder(book, CATEGORIES);
  const read = new Set(finder.candidates.map(({ ref }) => ref));
  const lastNamed = new Map(
    Object.entries(notes)
      .map(([uid, name]) => [`/${uid}.vcf`, name] as const)
      .filter(([ref]) => read.has(ref)),
  );
  return finder.lapsed(lastNamed).map(({ card: { uid }, category: { name } }) => `${uid} → ${name}`);
}

describe('the lapsed', () => {
  const ann = card('a', 'ann@x.example');
  it.each([
    ['in no group, with a note of a category', listing([ann]), { a: 'Feed' }, ['a → Feed']],
    ['in no group, without such a note', listing([ann]), {}, []],
    ['in no group, with a category that is no more', listing([ann]), { a: 'Gone' }, []],
    ['in the group that its note says', listing([ann], { Feed: ['a'] }), { a: 'Feed' }, []],
    ['in the group of another category', listing([ann], { Jail: ['a'] }), { a: 'Feed' }, []],
    [
      'in the group above its own, which is empty',
      listing([ann], { 'Paper Trail': ['a'] }),
      { a: 'Imbox' },
      ['a → Imbox'],
    ],
    [
      'in the group above its own, where others are in its own',
      listing([ann], { 'Paper Trail': ['a'], Imbox: ['x'] }),
      { a: 'Imbox' },
      [],
    ],
    [
      'in the groups above its own and of another category',
      listing([ann], { 'Paper Trail': ['a'], Jail: ['a'] }),
      { a: 'Imbox' },
      [],
    ],
    ['without an address', listing([card('a')]), { a: 'Feed' }, []],
    ['without a UID', listing([card('', 'ann@x.example')]), { '': 'Feed' }, []],
  ])('%s', (_, book, notes, expected) => {
    expect(lapsed(book, notes as Record<string, string>)).toEqual(expected);
  });

  const twin = card('b', 'ann@x.example', 'ann@y.example');
  it.each([
    ['agree', listing([ann, twin]), { a: 'Feed', b: 'Feed' }, ['a → Feed', 'b → Feed']],
    ['disagree', listing([ann, twin]), { a: 'Feed', b: 'Jail' }, []],
    ['say nothing but for one', listing([ann, twin]), { b: 'Feed' }, ['b → Feed']],
    [
      'are in the group of another category, but for one',
      listing([ann, twin], { Jail: ['b'] }),
      { a: 'Feed' },
      [],
    ],
  ])('of several cards with one address, where they %s', (_, book, notes, expected) => {
    expect(lapsed(book, notes as Record<string, string>)).toEqual(expected);
  });

  it('are looked for among the cards that need it: those in a category are not read', () => {
    const book = listing([ann, card('b', 'bob@y.example'), card('c')], { Feed: ['a'], Imbox: ['x'] });

    expect(new LapsedFinder(book, CATEGORIES).candidates.map(({ uid }) => uid)).toEqual(['b']);
  });
});
