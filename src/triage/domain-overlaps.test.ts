import { describe, expect, it } from 'vitest';
import { listing, nestedPlaces } from '../../test/support/triage-fixtures.ts';
import { type Category } from '../config/categories/category.ts';
import { DEFAULT_CATEGORIES } from '../config/categories/categories.ts';
import { domainOverlaps } from './domain-overlaps.ts';

const cards = [
  { uid: 'shop', addresses: ['*@shop.example'] },
  { uid: 'ann', addresses: ['ann@shop.example'] },
];
const nested: readonly Category[] = nestedPlaces().categories.map(({ category }) => category);

/** The domain is in these groups, and one of its senders in those. */
const isOverlap = (ofDomain: readonly string[], own: readonly string[], categories = DEFAULT_CATEGORIES) => {
  const members: Record<string, string[]> = {};
  for (const name of ofDomain) members[name] = [...(members[name] ?? []), 'shop'];
  for (const name of own) members[name] = [...(members[name] ?? []), 'ann'];
  return domainOverlaps(categories, listing(cards, members)).length > 0;
};

describe('a sender in other groups than its domain', () => {
  it('is named with its domain', () => {
    expect(
      domainOverlaps(DEFAULT_CATEGORIES, listing(cards, { Feed: ['shop'], 'Paper Trail': ['ann'] })),
    ).toEqual([
      {
        address: 'ann@shop.example',
        groups: ['Paper Trail'],
        domain: '*@shop.example',
        domainGroups: ['Feed'],
      },
    ]);
  });

  // What the rules that `rules` writes do was seen on Cyrus 3.6.1.
  it.each<[boolean, string, string]>([
    [true, 'Feed', 'Paper Trail'],
    [true, 'Feed', 'Imbox'],
    [true, 'Paper Trail', 'Imbox'],
    [true, 'Jail', 'Feed'],
    [false, 'Feed', 'Jail'],
    [false, 'Feed', 'Feed'],
  ])('is one (%s) where the domain is in %s and the sender in %s', (expected, ofDomain, own) => {
    expect(isOverlap([ofDomain], [own])).toBe(expected);
  });

  it('is none without a group of its own', () => {
    expect(isOverlap(['Feed'], [])).toBe(false);
  });

  it("is one in the parent of the domain's category, and none in a child of it", () => {
    const [parent, child] = [['Paper Trail'], ['Billboard', 'Paper Trail']];

    expect([isOverlap(child, parent, nested), isOverlap(parent, child, nested)]).toEqual([true, false]);
  });
});
