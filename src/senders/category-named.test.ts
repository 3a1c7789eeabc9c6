import { describe, expect, it } from 'vitest';
import { DEFAULT_CATEGORIES } from '../config/categories/categories.ts';
import { categoryNamed } from './category-named.ts';

describe('a category by its name', () => {
  it.each(['Paper Trail', 'paper trail', ' Paper Trail '])('is found: %j', (text) => {
    expect(categoryNamed(text, DEFAULT_CATEGORIES)).toMatchObject({ name: 'Paper Trail' });
  });

  it.each([
    ['Fed', 'no category is called "Fed" (do you mean Feed?)'],
    ['Newsletters', 'no category is called "Newsletters" (there are Imbox, Feed, Paper Trail, Jail, Person)'],
  ])('is not found: %j', (text, problem) => {
    expect(categoryNamed(text, DEFAULT_CATEGORIES)).toBe(problem);
  });
});
