import { type Category } from './category.ts';

export const DEFAULT_CATEGORIES: readonly Category[] = [
  category('Imbox', { mailbox: 'Inbox' }),
  category('Feed', {}),
  category('Paper Trail', {}),
  category('Jail', {}),
  category('Person', { group: 'Imbox', mailbox: 'Inbox', contactType: 'person' }),
];

/** A category with what it does not say filled in: everything follows from the name. */
export function category(name: string, given: Partial<Category>): Category {
  return {
    name,
    label: `@To${name.replaceAll(' ', '')}`,
    group: name,
    mailbox: name,
    contactType: 'company',
    addToInbox: false,
    keepsJunk: name.toLowerCase() === 'jail',
    ...given,
  };
}

/** What the category of undecided senders is called, in logs, notes and variables. No other may have the name. */
const SCREENER = 'Screener';

/** The category of senders that are undecided again: their mail waits where that of unknown senders does. */
export const undecidedCategory = (given: Pick<Category, 'label' | 'group' | 'mailbox'>): Category =>
  category(SCREENER, given);

/** Those that are configured, and that of the undecided, whether or not an account has its label. */
export const allCategories = (config: {
  readonly categories: readonly Category[];
  readonly undecided: Category;
}): Category[] => [...config.categories, config.undecided];

export const isUndecided = ({ name }: Pick<Category, 'name'>): boolean =>
  name.toUpperCase() === SCREENER.toUpperCase();

/** The category itself, then its parent, its parent's parent, …: the categories whose groups and mailboxes a sender gets. */
export function categoryChain(start: Category, categories: readonly Category[]): Category[] {
  const chain = [start];
  for (const link of chain) {
    const parent = categories.find(({ name }) => name === link.parent);
    if (parent !== undefined && !chain.includes(parent)) chain.push(parent);
  }
  return chain;
}
