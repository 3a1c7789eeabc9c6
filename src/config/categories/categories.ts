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

/** The category itself, then its parent, its parent's parent, …: the categories whose groups and mailboxes a sender gets. */
export function categoryChain(start: Category, categories: readonly Category[]): Category[] {
  const chain = [start];
  for (const link of chain) {
    const parent = categories.find(({ name }) => name === link.parent);
    if (parent !== undefined && !chain.includes(parent)) chain.push(parent);
  }
  return chain;
}
