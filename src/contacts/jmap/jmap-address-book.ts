import { type Invocation, type JmapResponses } from '../../jmap/invocation.ts';
import { AccountError } from '../../errors.ts';
import { arrayField, isObject } from '../../jmap/fields.ts';
import { type ChooseAddressBook } from '../address-book-choice.ts';
import { type JsCard } from './jscontact.ts';

/** The address book that contacts are kept in (RFC 9610 2). */
export interface AddressBook {
  id: string;
  /** The account has no other one. */
  isOnly: boolean;
}

export const ADDRESS_BOOKS: Invocation = ['AddressBook/get', { ids: null }, 'books'];

/** The address book that is chosen of the account's. Throws `AccountError` when there is none, and what `choose` throws. */
export function readAddressBook(responses: JmapResponses, choose: ChooseAddressBook): AddressBook {
  const books = arrayField(responses.get('books'), 'list', 'AddressBook/get')
    .filter(isObject)
    .flatMap(({ id, name, isDefault, myRights }) =>
      typeof id === 'string'
        ? [
            {
              key: id,
              name: typeof name === 'string' ? name : undefined,
              isDefault: isDefault === true,
              mayWrite: !isObject(myRights) || myRights.mayWrite !== false,
            },
          ]
        : [],
    );
  if (books.length === 0)
    throw new AccountError(['the account has no address book: make one, or set MAILROOM_CONTACTS=carddav']);
  return { id: choose(books).key, isOnly: books.length === 1 };
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
