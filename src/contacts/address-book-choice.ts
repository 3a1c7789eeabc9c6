import { AccountError } from '../errors.ts';
import { excerpt } from '../http/excerpt.ts';

/** An address book, as either protocol shows it. */
export interface AddressBookFacts {
  /** The id over JMAP (RFC 9610 2), the last step of the path over CardDAV. They are the same on Cyrus. */
  readonly key: string;
  /** To people; undefined where the server gives none. */
  readonly name: string | undefined;
  /** RFC 9610 2. CardDAV does not say. */
  readonly isDefault: boolean;
  readonly mayWrite: boolean;
}

/** Picks one of at least one. Throws `AccountError`. */
export type ChooseAddressBook = <Book extends AddressBookFacts>(books: readonly Book[]) => Book;

/**
 * The address book that is named, by its name or its key; else the only one, else the one that is the default over JMAP or
 * that programs take over CardDAV. Where these are two, or there is neither, the user has to name one: cards must not be in
 * the one book over the one protocol, and in another over the other. Throws `AccountError` also for a book that may only be
 * read, unless that is all that is wanted of it.
 */
export function chooseAddressBook<Book extends AddressBookFacts>(
  books: readonly Book[],
  wanted?: string,
  use: 'read' | 'write' = 'write',
): Book {
  const candidates = wanted === undefined ? usual(books) : named(books, wanted);
  const [book, ...others] = candidates;
  if (book === undefined || others.length > 0) throw new AccountError([problemOf(books, candidates, wanted)]);
  if (use === 'write' && !book.mayWrite)
    throw new AccountError([
      `the address book ${titleOf(book)} may only be read, whatever the token or password may: have who owns it let you write to it, or name another in MAILROOM_ADDRESS_BOOK`,
    ]);
  return book;
}

/** How people tell an address book from others. */
export const titleOf = ({ name, key }: Pick<AddressBookFacts, 'name' | 'key'>): string =>
  `"${excerpt(name === undefined || name === '' ? key : name)}"`;

/** What servers call the address book that programs use unless told otherwise. */
const DEFAULT = 'Default';

function usual<Book extends AddressBookFacts>(books: readonly Book[]): Book[] {
  if (books.length === 1) return [...books];
  const overCardDav = books.find(({ key }) => key === DEFAULT) ?? books.find(({ name }) => name === DEFAULT);
  return books.filter((book) => book.isDefault || book === overCardDav);
}

function named<Book extends AddressBookFacts>(books: readonly Book[], wanted: string): Book[] {
  const found = books.filter(({ name }) => name?.normalize() === wanted.normalize());
  return found.length > 0 ? found : books.filter(({ key }) => key === wanted);
}

function problemOf(
  books: readonly AddressBookFacts[],
  candidates: readonly AddressBookFacts[],
  wanted: string | undefined,
): string {
  const list = (some: readonly AddressBookFacts[]): string =>
    some
      .slice(0, MAX_LISTED)
      .map((book) => (book.name === book.key ? titleOf(book) : `${titleOf(book)} (${excerpt(book.key)})`))
      .join(', ');
  if (wanted !== undefined && candidates.length === 0)
    return `there is no address book "${excerpt(wanted)}": set MAILROOM_ADDRESS_BOOK to one of ${list(books)}`;
  if (wanted !== undefined)
    return `${candidates.length} address books are called "${excerpt(wanted)}": set MAILROOM_ADDRESS_BOOK to what is in brackets of one of ${list(candidates)}`;
  const which =
    candidates.length === 0
      ? 'none of them is the default one'
      : `it is not clear which is the default one of ${list(candidates)}`;
  return `the account has ${books.length} address books, and ${which}: set MAILROOM_ADDRESS_BOOK to one of ${list(books)}`;
}

/** In a message. */
const MAX_LISTED = 10;
