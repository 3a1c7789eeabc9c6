import { ProtocolError } from '../errors.ts';
import { type HttpResponse } from '../http/http-client.ts';
import { requestName } from '../http/request-name.ts';
import { CARDDAV, DAV, type XmlElement, childNamed, childrenNamed, isNamed, parseXml } from './xml.ts';

/** What a multistatus says of one resource (RFC 4918 14.24). */
export interface DavResponse {
  /** The resource's path (with a query, if any), escaped as the server wrote it. */
  href: string;
  /** The response's own status; else 200 when any property could be read, or why the first could not. */
  status: number;
  /** The properties that could be read. */
  props: DavProps;
}

export interface DavProps {
  etag?: string;
  /** Lines end in CRLF, as in the resource itself: XML parsers turn them into LF (RFC 6352 10.4). */
  addressData?: string;
  displayName?: string;
  isAddressBook: boolean;
  /** Paths. */
  currentUserPrincipal?: string;
  addressBookHomes: readonly string[];
}

/**
 * Reads the body of a 207 answer. Throws `ProtocolError` when it is no multistatus, or names a resource of another
 * origin: what is found there would be written to with this origin's credentials.
 */
export function readMultistatus(method: string, response: HttpResponse): DavResponse[] {
  const where = requestName({ method, url: response.url });
  const root = parse(where, response.body);
  if (!isNamed(root, DAV, 'multistatus'))
    throw new ProtocolError(`${where}: the answer is no WebDAV multistatus but <${root.name}>`);
  return childrenNamed(root, DAV, 'response').flatMap((element) =>
    readResponse(where, response.url, element),
  );
}

function parse(where: string, body: string): XmlElement {
  try {
    return parseXml(body);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new ProtocolError(`${where}: the answer cannot be read as XML: ${reason}`, { cause: error });
  }
}

/** One response may speak of several resources, if it gives a status only. */
function readResponse(where: string, base: URL, element: XmlElement): DavResponse[] {
  const hrefs = childrenNamed(element, DAV, 'href').map((href) => pathOf(where, base, href));
  if (hrefs.length === 0) throw new ProtocolError(`${where}: the answer has a response without href`);
  const propstats = childrenNamed(element, DAV, 'propstat');
  const readable = propstats.filter((propstat) => statusOf(where, propstat) === 200);
  const status = readable.length > 0 ? 200 : statusOf(where, propstats[0] ?? element);
  const found = readable.flatMap((propstat) => childNamed(propstat, DAV, 'prop')?.children ?? []);
  return hrefs.map((href) => ({ href, status, props: readProps(where, base, found) }));
}

function readProps(where: string, base: URL, found: readonly XmlElement[]): DavProps {
  const prop = (namespace: string, name: string): XmlElement | undefined =>
    found.find((element) => isNamed(element, namespace, name));
  const paths = (parent: XmlElement | undefined): string[] =>
    parent === undefined ? [] : childrenNamed(parent, DAV, 'href').map((href) => pathOf(where, base, href));

  const etag = prop(DAV, 'getetag')?.text.trim();
  const addressData = prop(CARDDAV, 'address-data')?.text;
  const displayName = prop(DAV, 'displayname')?.text.trim();
  const [currentUserPrincipal] = paths(prop(DAV, 'current-user-principal'));
  const resourceType = prop(DAV, 'resourcetype');
  return {
    ...(etag !== undefined && etag !== '' && { etag }),
    ...(addressData !== undefined && { addressData: addressData.replace(/\r?\n/g, '\r\n') }),
    ...(displayName !== undefined && { displayName }),
    ...(currentUserPrincipal !== undefined && { currentUserPrincipal }),
    isAddressBook:
      resourceType !== undefined && childNamed(resourceType, CARDDAV, 'addressbook') !== undefined,
    addressBookHomes: paths(prop(CARDDAV, 'addressbook-home-set')),
  };
}

function statusOf(where: string, element: XmlElement): number {
  const line = childNamed(element, DAV, 'status')?.text.trim() ?? '';
  const code = /^HTTP\/\S+ (?<code>\d{3})(?: |$)/.exec(line)?.groups?.code;
  if (code === undefined) throw new ProtocolError(`${where}: the answer has a response without status`);
  return Number(code);
}

function pathOf(where: string, base: URL, href: XmlElement): string {
  const text = href.text.trim();
  const url = URL.canParse(text, base.href) ? new URL(text, base.href) : undefined;
  if (text === '' || url === undefined)
    throw new ProtocolError(`${where}: the answer has an unreadable href`);
  if (url.origin !== base.origin)
    throw new ProtocolError(`${where}: the answer points to another server, ${url.origin}`);
  return url.pathname + url.search;
}
