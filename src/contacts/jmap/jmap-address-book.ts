import { type Invocation, type JmapResponses } from '../../jmap/invocation.ts';
import { AccountError } from '../../errors.ts';
import { excerpt } from '../../http/excerpt.ts';
import { arrayField, isObject } from '../../jmap/fields.ts';
import { type JsCard } from './jscontact.ts';

/** The address book that contacts are kept in (RFC 9610 2). */
export interface AddressBook {
  id: string;
  /** The account has no other one. */
  isOnly: boolean;
}

export const ADDRESS_BOOKS: Invocation = ['AddressBook/get', { ids: null }, 'books'];

/**
 * The account's default address book, or else its first one. Throws `AccountError` when there is none, or when it may not
 * be written to.
 */
export function readAddressBook(responses: JmapResponses): AddressBook {
  const books = arrayField(responses.get('books'), 'list', 'AddressBook/get').filter(isObject);
  const book = books.find(({ isDefault }) => isDefault === true) ?? books[0];
  if (typeof book?.id !== 'string')
    throw new AccountError(['the account has no address book: make one, or set MAILROOM_CONTACTS=carddav']);
  if (isObject(book.myRights) && book.myRights.mayWrite === false)
    throw new AccountError([
      `the address book${typeof book.name === 'string' ? ` "${excerpt(book.name)}"` : ''} may only be read, whatever the API token may: have who owns it let you write to it, or make another address book the default one`,
    ]);
  return { id: book.id, isOnly: books.length === 1 };
}

/** How a card says which address books it is in. */
export type BookProperty = 'addressBookIds' | 'addressBookId';

/**
 * Deviation: some servers know `addressBookId`, one id, instead of `addressBookIds` (RFC 9610 3). A card that has neither
 * counts as in the book: taken for missing, it would be made a second time.
 */
export function isInBook(card: JsCard, { id, isOnly }: AddressBook): boolean {
  const { addressBookIds: ids, addressBookId } = card;
  if (isOnly || (ids === undefined && addressBookId === undefined)) return true;
  return addressBookId === id || (isObject(ids) && ids[id] === true);
}

/** The same deviation, when a card is made. */
export const putIntoBook = (card: JsCard, { id }: AddressBook, property: BookProperty): JsCard => ({
  ...card,
  [property]: property === 'addressBookIds' ? { [id]: true } : id,
});
