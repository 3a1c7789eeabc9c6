import { type SandboxAccount } from '../store/account.ts';
import { type Quirks } from '../store/options.ts';

export type DavResource =
  | { kind: 'root' | 'principal' | 'home' | 'book' | 'unknown' }
  /** In the book; it need not exist. */
  | { kind: 'card'; name: string };

const BOOK_NAME = 'Default';

export const hrefsOf = ({ username }: SandboxAccount) => {
  const home = `/dav/addressbooks/user/${username}/`;
  return { principal: `/dav/principals/user/${username}/`, home, book: `${home}${BOOK_NAME}/` };
};

export const cardHref = (
  account: SandboxAccount,
  name: string,
  { leavesQuestionMarks }: Pick<Quirks, 'leavesQuestionMarks'>,
): string => {
  const escaped = encodeURIComponent(name);
  return hrefsOf(account).book + (leavesQuestionMarks ? escaped.replaceAll('%3F', '?') : escaped);
};

/** What an address stands for; other users' resources are as unknown as missing ones. */
export function resourceAt(path: string, account: SandboxAccount): DavResource {
  const [pathname = ''] = path.split('?');
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return { kind: 'unknown' };
  }
  const { principal, home, book } = hrefsOf(account);
  const withSlash = decoded.replace(/\/?$/, '/');
  if (['/', '/dav/', '/dav/addressbooks/', '/dav/principals/'].includes(withSlash)) return { kind: 'root' };
  if (withSlash === principal) return { kind: 'principal' };
  if (withSlash === home) return { kind: 'home' };
  if (withSlash === book) return { kind: 'book' };
  if (decoded.startsWith(book)) return { kind: 'card', name: decoded.slice(book.length) };
  return { kind: 'unknown' };
}
