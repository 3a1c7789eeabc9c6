import { describe, expect, it } from 'vitest';
import { DEFAULT_CATEGORIES } from './categories.ts';
import { overrideCategories } from './category-overrides.ts';

const overridden = (texts: Record<string, string>, name: string) => {
  const { label, group, mailbox } = overrideCategories(DEFAULT_CATEGORIES, texts).find(
    (category) => category.name === name,
  )!;
  return { label, group, mailbox };
};

describe('overrideCategories', () => {
  it('changes nothing without overrides', () => {
    expect(overrideCategories(DEFAULT_CATEGORIES, {})).toEqual(DEFAULT_CATEGORIES);
  });

  it('changes the named field of the named category', () => {
    const texts = {
      MAILROOM_LABEL_TO_PAPER_TRAIL: 'Labels/Receipt',
      MAILROOM_GROUP_PAPER_TRAIL: 'Shops',
      MAILROOM_MAILBOX_PAPER_TRAIL: 'Receipts',
    };
    expect(overridden(texts, 'Paper Trail')).toEqual({
      label: 'Labels/Receipt',
      group: 'Shops',
      mailbox: 'Receipts',
    });
    expect(overridden(texts, 'Feed')).toEqual({ label: '@ToFeed', group: 'Feed', mailbox: 'Feed' });
  });

  it('takes Person along when the group and mailbox that it shares with Imbox are renamed', () => {
    const texts = { MAILROOM_GROUP_IMBOX: 'Important', MAILROOM_MAILBOX_IMBOX: 'Important' };
    expect(overridden(texts, 'Person')).toEqual({
      label: '@ToPerson',
      group: 'Important',
      mailbox: 'Important',
    });
  });

  it("does not take Imbox along when Person's are renamed", () => {
    const texts = { MAILROOM_GROUP_PERSON: 'Friends', MAILROOM_GROUP_IMBOX: 'Important' };
    expect(overridden(texts, 'Person').group).toBe('Friends');
    expect(overridden(texts, 'Imbox').group).toBe('Important');
  });
});
