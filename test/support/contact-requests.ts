import { type Exchange } from './exchange.ts';

/** What a request is about, be it CardDAV or JMAP: so that scenarios hold for both. */

type Request = Pick<Exchange, 'method' | 'path' | 'jmapMethods' | 'requestBody'>;

const DAV_METHODS = ['PROPFIND', 'REPORT', 'PUT'];

/** About contacts at all. */
export const isAboutContacts = ({ method, jmapMethods }: Request): boolean =>
  DAV_METHODS.includes(method) || jmapMethods.some((name) => /^(ContactCard|AddressBook)\//.test(name));

/** Reads cards by name, after the book was listed. */
export const readsCards = ({ method, jmapMethods, requestBody }: Request): boolean =>
  (method === 'REPORT' && requestBody.includes('addressbook-multiget')) ||
  method === 'GET' ||
  (jmapMethods.includes('ContactCard/get') && !jmapMethods.includes('ContactCard/query'));

/** Writes cards or groups. */
export const writesContacts = ({ method, jmapMethods }: Request): boolean =>
  method === 'PUT' || jmapMethods.includes('ContactCard/set');

/** Writes the note of the card at a path (over JMAP: of any card). */
export const writesNote = (request: Request, href: string): boolean => writes(request, href, /"notes["/]/);

/** Adds members to the group at a path (over JMAP: to any group). */
export const joinsGroup = (request: Request, href: string): boolean =>
  writes(request, href, /"members":\{|"members\/[^"]*":true/);

/** Takes members out of the group at a path (over JMAP: out of any group). */
export const leavesGroup = (request: Request, href: string): boolean =>
  writes(request, href, /"members\/[^"]*":null/);

/** The UID of the card that a request would make; undefined when it makes none. */
export function uidOfNewCard({ method, requestBody, jmapMethods }: Request): string | undefined {
  const [, uid] =
    method === 'PUT'
      ? (/^UID:(.*?)\r?$/m.exec(requestBody) ?? [])
      : (/"create":\{.*"uid":"([^"]+)"/.exec(requestBody) ?? []);
  return method === 'PUT' || jmapMethods.includes('ContactCard/set') ? uid : undefined;
}

const writes = ({ method, path, jmapMethods, requestBody }: Request, href: string, jmap: RegExp): boolean =>
  method === 'PUT' ? path === href : jmapMethods.includes('ContactCard/set') && jmap.test(requestBody);
