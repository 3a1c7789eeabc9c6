import { RefusedError, SenderError } from '../errors.ts';
import { excerpt } from '../http/excerpt.ts';
import { type HttpResponse } from '../http/http-client.ts';
import { withoutQuery } from './path.ts';
import { CARDDAV, DAV, type XmlElement, childNamed, isNamed, parseXml } from './xml.ts';

/** An error element is a few lines; what is longer is not read. In characters. */
const MAX_BODY = 64 * 1024;

/** The UID of a card that was to be made belongs to another card (RFC 6352 6.3.2.1, no-uid-conflict). */
export class UidConflictError extends SenderError {
  /** The path of the card that has the UID; undefined when the server did not say. */
  readonly href: string | undefined;

  constructor(message: string, href: string | undefined) {
    super(message);
    this.href = href;
  }
}

/**
 * The error for a write that the server refuses because of the card. `message` is put before the reason: the
 * precondition's name (such as those of RFC 6352 6.3.2.1) and the description, from the error element (RFC 4918 14.5).
 */
export function refusal(message: string, { body, url }: HttpResponse): SenderError {
  const children = errorElement(body)?.children ?? [];
  const description = children.find((child) => isNamed(child, DAV, 'responsedescription'));
  const precondition = children.find((child) => child !== description);
  const parts = [precondition?.name ?? '', description?.text ?? '']
    .map(excerpt)
    .filter((part) => part !== '');
  const text = parts.length === 0 ? message : `${message} (${parts.join(': ')})`;
  if (precondition === undefined || !isNamed(precondition, CARDDAV, 'no-uid-conflict'))
    return new RefusedError(text);
  return new UidConflictError(text, hrefIn(precondition, url));
}

function hrefIn(element: XmlElement, base: URL): string | undefined {
  const text = childNamed(element, DAV, 'href')?.text.trim() ?? '';
  const href = withoutQuery(text);
  if (text === '' || !URL.canParse(href, base.href)) return undefined;
  const url = new URL(href, base);
  return url.origin === base.origin ? url.pathname : undefined;
}

function errorElement(body: string): XmlElement | undefined {
  if (body.length > MAX_BODY) return undefined;
  try {
    const root = parseXml(body);
    return isNamed(root, DAV, 'error') ? root : undefined;
  } catch {
    // Web pages and texts are answers to be expected here as well.
    return undefined;
  }
}
