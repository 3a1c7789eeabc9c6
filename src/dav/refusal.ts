import { excerpt } from '../http/excerpt.ts';
import { DAV, type XmlElement, isNamed, parseXml } from './xml.ts';

/**
 * Why a server refuses a request, from its error element (RFC 4918 14.5): the precondition's name (such as those of RFC
 * 6352 6.3.2.1) and the description, to be put after a status. Empty when the body has none.
 */
export function refusalReason(body: string): string {
  const children = errorElement(body)?.children ?? [];
  const description = children.find((child) => isNamed(child, DAV, 'responsedescription'));
  const precondition = children.find((child) => child !== description);
  const parts = [precondition?.name ?? '', description?.text ?? '']
    .map(excerpt)
    .filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(': ')})`;
}

function errorElement(body: string): XmlElement | undefined {
  try {
    const root = parseXml(body);
    return isNamed(root, DAV, 'error') ? root : undefined;
  } catch {
    // Web pages and texts are answers to be expected here as well.
    return undefined;
  }
}
