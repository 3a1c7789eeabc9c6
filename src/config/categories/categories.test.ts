import { describe, expect, it } from 'vitest';
import { category, categoryChain, DEFAULT_CATEGORIES } from './categories.ts';

describe('DEFAULT_CATEGORIES', () => {
  it.each([
    ['Imbox', '@ToImbox', 'Imbox', 'Inbox', 'company', false],
    ['Feed', '@ToFeed', 'Feed', 'Feed', 'company', false],
    ['Paper Trail', '@ToPaperTrail', 'Paper Trail', 'Paper Trail', 'company', false],
    ['Jail', '@ToJail', 'Jail', 'Jail', 'company', true],
    ['Person', '@ToPerson', 'Imbox', 'Inbox', 'person', false],
  ])('has %s', (name, label, group, mailbox, contactType, keepsJunk) => {
    const found = DEFAULT_CATEGORIES.find((candidate) => candidate.name === name);
    expect(found).toEqual({ name, label, group, mailbox, contactType, keepsJunk, addToInbox: false });
  });

  it('has no others', () => {
    expect(DEFAULT_CATEGORIES).toHaveLength(5);
  });
});

describe('category', () => {
  it.each([
    ['Jail', true],
    ['JAIL', true],
    ['Jailbreak', false],
    ['Feed', false],
  ])('keeps junk where it is if it is called Jail: %s', (name, keepsJunk) => {
    expect(category(name, {}).keepsJunk).toBe(keepsJunk);
  });

  it('can be told otherwise', () => {
    expect(category('Jail', { keepsJunk: false }).keepsJunk).toBe(false);
    expect(category('Prison', { keepsJunk: true }).keepsJunk).toBe(true);
  });
});

describe('categoryChain', () => {
  const grandparent = category('News', {});
  const parent = category('Tech', { parent: 'News' });
  const child = category('Kernel', { parent: 'Tech' });

  it('begins with the category and goes up', () => {
    expect(categoryChain(child, [grandparent, parent, child])).toEqual([child, parent, grandparent]);
  });

  it('is the category alone when it has no parent', () => {
    expect(categoryChain(grandparent, [grandparent, parent, child])).toEqual([grandparent]);
  });

  it('ends at a parent that does not exist', () => {
    expect(categoryChain(child, [child])).toEqual([child]);
  });

  it('ends where it would go in a circle', () => {
    const one = category('One', { parent: 'Two' });
    const two = category('Two', { parent: 'One' });
    expect(categoryChain(one, [one, two])).toEqual([one, two]);
  });
});
