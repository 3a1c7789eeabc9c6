import { describe, expect, it } from 'vitest';
import { DEFAULT_CATEGORIES } from '../config/categories/categories.ts';
import { overrideCategories } from '../config/categories/category-overrides.ts';
import { partedFindings } from './parted-findings.ts';

const findingsWith = (texts: Record<string, string>) =>
  partedFindings(overrideCategories(DEFAULT_CATEGORIES, texts));

describe('partedFindings', () => {
  it('notices that Imbox was renamed, and Person was not', () => {
    const texts = { MAILROOM_GROUP_IMBOX: 'Important', MAILROOM_GROUP_PERSON: 'Imbox' };
    expect(findingsWith(texts)).toEqual([
      {
        status: 'warning',
        topic: 'Configuration',
        text: 'Imbox has another group now, "Important", but Person still has "Imbox"',
        fix: 'give MAILROOM_GROUP_PERSON the same name, or one of its own',
      },
    ]);
  });

  it('looks at the mailbox, too', () => {
    const texts = { MAILROOM_MAILBOX_IMBOX: 'Important', MAILROOM_MAILBOX_PERSON: 'Inbox' };
    expect(findingsWith(texts)).toMatchObject([{ text: expect.stringContaining('mailbox') as string }]);
  });

  it.each<[string, Record<string, string>]>([
    ['both at their defaults', { MAILROOM_GROUP_IMBOX: 'Imbox', MAILROOM_GROUP_PERSON: 'Imbox' }],
    ['both renamed', { MAILROOM_GROUP_IMBOX: 'Important', MAILROOM_GROUP_PERSON: 'Important' }],
    ['Person that follows', { MAILROOM_GROUP_IMBOX: 'Important', MAILROOM_GROUP_PERSON: '' }],
    ['Person on purpose in a group of its own', { MAILROOM_GROUP_PERSON: 'Friends' }],
  ])('has nothing to say of %s', (_, { ...texts }) => {
    const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
    expect(findingsWith(given)).toEqual([]);
  });

  it('has nothing to say of other categories', () => {
    expect(partedFindings(DEFAULT_CATEGORIES.filter(({ name }) => name !== 'Person'))).toEqual([]);
  });
});
