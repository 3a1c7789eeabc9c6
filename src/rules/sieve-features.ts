import { isObject } from '../jmap/fields.ts';
import { type Session } from '../jmap/session.ts';

/** What a server's Sieve can do beyond RFC 5228, as far as rules make use of it. */
export interface SieveFeatures {
  /** `vnd.cyrus.jmapquery`: tests of JMAP's Email/query, and so of membership in a contact group. */
  readonly jmapQuery: boolean;
  /** RFC 9042: a mailbox may be named by its JMAP id. */
  readonly mailboxId: boolean;
  /** RFC 6134, with the user's address book as a list (its section 2.5). */
  readonly addressBookList: boolean;
}

export const ADDRESS_BOOK_LIST = 'urn:ietf:params:sieve:addrbook';

/** RFC 9661 1.2.2; Cyrus had the same under a name of its own before. */
const CAPABILITIES = ['urn:ietf:params:jmap:sieve', 'https://cyrusimap.org/ns/jmap/sieve'];

/** What the session says of the account's Sieve; a server that says nothing is taken to have plain Sieve. */
export function sieveFeatures({ accounts, primaryAccounts }: Session): SieveFeatures {
  const capability = CAPABILITIES.flatMap((urn) => {
    const account = accounts.get(primaryAccounts.get(urn) ?? '');
    const value = account?.accountCapabilities[urn];
    return isObject(value) ? [value] : [];
  }).at(0);
  const lists = (name: string): string[] => {
    const value = capability?.[name];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  };
  const extensions = new Set(lists('sieveExtensions'));
  return {
    jmapQuery: extensions.has('vnd.cyrus.jmapquery'),
    mailboxId: extensions.has('mailboxid'),
    addressBookList: extensions.has('extlists') && lists('externalLists').includes(ADDRESS_BOOK_LIST),
  };
}
