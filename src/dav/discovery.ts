import { AccountError, ProtocolError } from '../errors.ts';
import { type HttpClient } from '../http/http-client.ts';
import { requestName } from '../http/request-name.ts';
import { type DavRequest, multistatusOf, requestMultistatus, sendXml } from './dav-request.ts';
import { type DavResponse } from './multistatus.ts';
import { lastSegment } from './path.ts';
import { PROPFIND_COLLECTIONS, PROPFIND_HOMES, PROPFIND_PRINCIPAL } from './request-bodies.ts';

/** Each is asked on its own; users have one. */
const MAX_HOMES = 10;

/** An address book (RFC 6352 5.2). */
export interface DavAddressBook {
  /** Ends in a slash. */
  readonly url: URL;
  /** The last step of its path. */
  readonly key: string;
  /** Its `displayname` (RFC 4918 15.2). */
  readonly name: string | undefined;
  /** As the server says (RFC 3744 5.4), or true where it does not. */
  readonly mayWrite: boolean;
}

/**
 * Finds the account's address books (RFC 6764 6, RFC 6352 7.1), in the server's order. Throws `AccountError` when there is
 * none, `ProtocolError` when `rootUrl` leads to no CardDAV server.
 */
export async function findAddressBooks(
  http: HttpClient,
  rootUrl: URL,
  signal: AbortSignal,
): Promise<DavAddressBook[]> {
  const principal = await findPrincipal(http, rootUrl, signal);
  const books = await findBooks(http, principal, signal);
  if (books.length === 0)
    throw new AccountError([
      `no address book was found at ${rootUrl.origin}: create one, or check the user name`,
    ]);
  return books.map(({ href, props: { displayName, mayWrite = true } }) => {
    const url = new URL(href, rootUrl);
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    return { url, key: lastSegment(href), name: displayName, mayWrite };
  });
}

/** Asks the well-known address first; a server that has none is asked where the configuration points. */
async function findPrincipal(http: HttpClient, rootUrl: URL, signal: AbortSignal): Promise<URL> {
  const wellKnown = principalRequest(new URL('/.well-known/carddav', rootUrl));
  const response = await sendXml(http, wellKnown, signal);
  const found = [404, 405].includes(response.status)
    ? undefined
    : principalIn(multistatusOf(wellKnown, response));
  if (found !== undefined) return new URL(found, rootUrl);

  const configured = principalRequest(rootUrl);
  const principal = principalIn(await requestMultistatus(http, configured, signal));
  if (principal === undefined)
    throw new ProtocolError(
      `${requestName(configured)}: the server does not say who the user is (current-user-principal, RFC 5397)`,
    );
  return new URL(principal, rootUrl);
}

async function findBooks(http: HttpClient, principal: URL, signal: AbortSignal): Promise<DavResponse[]> {
  const request: DavRequest = { method: 'PROPFIND', url: principal, depth: 0, body: PROPFIND_HOMES };
  const answer = await requestMultistatus(http, request, signal);
  const books: DavResponse[] = [];
  const homes = answer.flatMap(({ props }) => props.addressBookHomes);
  if (homes.length > MAX_HOMES)
    throw new ProtocolError(
      `${requestName(request)}: the server names ${homes.length} places of address books, more than ${MAX_HOMES}`,
    );
  for (const home of homes) {
    const url = new URL(home, principal);
    const listing: DavRequest = { method: 'PROPFIND', url, depth: 1, body: PROPFIND_COLLECTIONS };
    const members = await requestMultistatus(http, listing, signal);
    books.push(...members.filter(({ props }) => props.isAddressBook));
  }
  return books;
}

const principalRequest = (url: URL): DavRequest => ({
  method: 'PROPFIND',
  url,
  depth: 0,
  body: PROPFIND_PRINCIPAL,
});

const principalIn = (responses: readonly DavResponse[]): string | undefined =>
  responses.map(({ props }) => props.currentUserPrincipal).find((principal) => principal !== undefined);
