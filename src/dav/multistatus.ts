import { MailroomError, ProtocolError } from '../errors.ts';
import { type HttpResponse } from '../http/http-client.ts';
import { requestName } from '../http/request-name.ts';
import { withoutQuery } from './path.ts';
import { CARDDAV, DAV, type XmlElement, childNamed, childrenNamed, createXmlReader, isNamed } from './xml.ts';

/** What a multistatus says of one resource (RFC 4918 14.24). */
export interface DavResponse {
  /** The resource's path, escaped as the server wrote it, or where it wrote what no path may hold. */
  href: string;
  /** The response's own status; else 200 when any property could be read, or why the first could not. */
  status: number;
  /** The server says that there is no such resource (404 or 410): not merely that a property of it could not be read. */
  isGone: boolean;
  /** The properties that could be read. */
  props: DavProps;
}

export interface DavProps {
  etag?: string;
  /** Lines end in CRLF, as in the resource itself: XML parsers turn them into LF (RFC 6352 10.4). */
  addressData?: string;
  /** Of the whole resource, in bytes (RFC 4918 15.4). */
  contentLength?: number;
  displayName?: string;
  isAddressBook: boolean;
  /** Whether the user may add and change what is in it (RFC 3744 5.4); undefined where the server does not say. */
  mayWrite?: boolean;
  /** Paths. */
  currentUserPrincipal?: string;
  addressBookHomes: readonly string[];
}

/** Reads the body of a 207 answer piece by piece. Both throw `ProtocolError`. */
export interface MultistatusReader {
  write(text: string): void;
  /** Call it at the end of the answer. */
  close(): void;
}

/**
 * Hands on what an answer says of each resource as it comes, and keeps nothing. `url` is the address that answered. It is
 * a `ProtocolError` when the answer is no multistatus, or names a resource of another origin: what is found there would be
 * written to with this origin's credentials.
 */
export function createMultistatusReader(
  method: string,
  url: URL,
  onResponse: (response: DavResponse) => void,
): MultistatusReader {
  const where = requestName({ method, url });
  const reader = createXmlReader({
    onRoot(root) {
      if (!isNamed(root, DAV, 'multistatus'))
        throw new ProtocolError(`${where}: the answer is no WebDAV multistatus but <${root.name}>`);
    },
    onChild(child) {
      if (isNamed(child, DAV, 'response')) readResponse(where, url, child).forEach(onResponse);
    },
  });
  const checked = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      if (error instanceof MailroomError) throw error;
      const reason = error instanceof Error ? error.message : 'unknown';
      throw new ProtocolError(`${where}: the answer cannot be read as XML: ${reason}`, { cause: error });
    }
  };
  return {
    write: (text) => checked(() => reader.write(text)),
    close: () => checked(() => reader.close()),
  };
}

/** Reads the whole body of a 207 answer. Throws as a `MultistatusReader` does. */
export function readMultistatus(method: string, response: HttpResponse): DavResponse[] {
  const responses: DavResponse[] = [];
  const reader = createMultistatusReader(method, response.url, (one) => responses.push(one));
  reader.write(response.body);
  reader.close();
  return responses;
}

/** One response may speak of several resources, if it gives a status only. */
function readResponse(where: string, base: URL, element: XmlElement): DavResponse[] {
  const hrefs = childrenNamed(element, DAV, 'href').map((href) =>
    pathOf(where, base, withoutQuery(href.text.trim())),
  );
  if (hrefs.length === 0) throw new ProtocolError(`${where}: the answer has a response without href`);
  const propstats = childrenNamed(element, DAV, 'propstat');
  const readable = propstats.filter((propstat) => statusOf(where, propstat) === 200);
  const status = readable.length > 0 ? 200 : statusOf(where, propstats[0] ?? element);
  const isGone = propstats.length === 0 && (status === 404 || status === 410);
  const found = readable.flatMap((propstat) => childNamed(propstat, DAV, 'prop')?.children ?? []);
  return hrefs.map((href) => ({ href, status, isGone, props: readProps(where, base, found) }));
}

function readProps(where: string, base: URL, found: readonly XmlElement[]): DavProps {
  const prop = (namespace: string, name: string): XmlElement | undefined =>
    found.find((element) => isNamed(element, namespace, name));
  const paths = (parent: XmlElement | undefined): string[] =>
    parent === undefined
      ? []
      : childrenNamed(parent, DAV, 'href').map((href) => pathOf(where, base, href.text.trim()));

  const etag = prop(DAV, 'getetag')?.text.trim();
  const addressData = prop(CARDDAV, 'address-data')?.text;
  const contentLength = prop(DAV, 'getcontentlength')?.text.trim();
  const displayName = prop(DAV, 'displayname')?.text.trim();
  const [currentUserPrincipal] = paths(prop(DAV, 'current-user-principal'));
  const resourceType = prop(DAV, 'resourcetype');
  const privileges = prop(DAV, 'current-user-privilege-set');
  return {
    ...(etag !== undefined && etag !== '' && { etag }),
    ...(addressData !== undefined && { addressData: addressData.replace(/\r?\n/g, '\r\n') }),
    ...(contentLength !== undefined &&
      /^\d{1,15}$/.test(contentLength) && { contentLength: Number(contentLength) }),
    ...(displayName !== undefined && { displayName }),
    ...(currentUserPrincipal !== undefined && { currentUserPrincipal }),
    ...(privileges !== undefined && { mayWrite: isWritable(privileges) }),
    isAddressBook:
      resourceType !== undefined && childNamed(resourceType, CARDDAV, 'addressbook') !== undefined,
    addressBookHomes: paths(prop(CARDDAV, 'addressbook-home-set')),
  };
}

/** `all` and `write` have `bind` in them (RFC 3744 3); a server need not say so. */
const isWritable = (privileges: XmlElement): boolean =>
  childrenNamed(privileges, DAV, 'privilege').some((privilege) =>
    ['all', 'write', 'bind'].some((name) => childNamed(privilege, DAV, name) !== undefined),
  );

function statusOf(where: string, element: XmlElement): number {
  const line = childNamed(element, DAV, 'status')?.text.trim() ?? '';
  const code = /^HTTP\/\S+ (?<code>\d{3})(?: |$)/.exec(line)?.groups?.code;
  if (code === undefined) throw new ProtocolError(`${where}: the answer has a response without status`);
  return Number(code);
}

function pathOf(where: string, base: URL, text: string): string {
  const url = URL.canParse(text, base.href) ? new URL(text, base.href) : undefined;
  if (text === '' || url === undefined)
    throw new ProtocolError(`${where}: the answer has an unreadable href`);
  if (url.origin !== base.origin)
    throw new ProtocolError(`${where}: the answer points to another server, ${url.origin}`);
  return url.pathname + url.search;
}
