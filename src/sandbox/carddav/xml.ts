import { SaxesParser } from 'saxes';

export interface XmlElement {
  namespace: string;
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** All text directly within. */
  text: string;
}

/** A property or element by name. */
export type QName = Pick<XmlElement, 'namespace' | 'name'>;

export const DAV = 'DAV:';
export const CARDDAV = 'urn:ietf:params:xml:ns:carddav';
export const CALENDARSERVER = 'http://calendarserver.org/ns/';

const PREFIXES: Record<string, string> = { [DAV]: 'D', [CARDDAV]: 'C', [CALENDARSERVER]: 'CS' };
const DECLARATIONS = Object.entries(PREFIXES)
  .map(([namespace, prefix]) => ` xmlns:${prefix}="${namespace}"`)
  .join('');

/** Answers with the root element; undefined when the text is not well-formed. */
export function parseXml(text: string): XmlElement | undefined {
  const root: XmlElement = { namespace: '', name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ uri, local, attributes }) => {
    const values = Object.values(attributes).map(({ name, value }): [string, string] => [name, value]);
    const element = {
      namespace: uri,
      name: local,
      attributes: Object.fromEntries(values),
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  const addText = (piece: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  try {
    parser.write(text).close();
  } catch {
    return undefined;
  }
  return root.children[0];
}

export const isNamed = (element: QName, namespace: string, name: string): boolean =>
  element.namespace === namespace && element.name === name;

export const childNamed = (
  { children }: XmlElement,
  namespace: string,
  name: string,
): XmlElement | undefined => children.find((child) => isNamed(child, namespace, name));

/** Writes an element; `content` is XML already. */
export function element({ namespace, name }: QName, content = '', attributes = ''): string {
  const prefix = PREFIXES[namespace];
  const tag = prefix === undefined ? name : `${prefix}:${name}`;
  const declaration = prefix === undefined ? ` xmlns="${escapeXml(namespace)}"` : '';
  return content === ''
    ? `<${tag}${declaration}${attributes}/>`
    : `<${tag}${declaration}${attributes}>${content}</${tag}>`;
}

export const dav = (name: string, content = ''): string => element({ namespace: DAV, name }, content);

export const carddav = (name: string, content = '', attributes = ''): string =>
  element({ namespace: CARDDAV, name }, content, attributes);

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

/** RFC 4918 13. */
export const multistatus = (responses: readonly string[]): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<D:multistatus${DECLARATIONS}>\n${responses.join('')}</D:multistatus>`;

/** RFC 4918 14.5 and 16. */
export const errorDocument = (condition: string, description = ''): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<D:error${DECLARATIONS}>${condition}${description === '' ? '' : dav('responsedescription', description)}</D:error>`;

export interface PropertyResult {
  property: QName;
  status: 200 | 403 | 404;
  /** The property as XML, with its element. */
  xml: string;
}

/** One resource's properties, grouped by status (RFC 4918 9.1). */
export function propertiesResponse(href: string, results: readonly PropertyResult[]): string {
  const propstats = ([200, 403, 404] as const).flatMap((status) => {
    const props = results.filter((result) => result.status === status);
    return props.length === 0
      ? []
      : dav(
          'propstat',
          dav('prop', props.map(({ xml }) => xml).join('')) + dav('status', statusLine(status)),
        );
  });
  return dav('response', dav('href', href) + propstats.join(''));
}

export const statusResponse = (href: string, status: 403 | 404): string =>
  dav('response', dav('href', href) + dav('status', statusLine(status)));

const REASONS = { 200: 'OK', 403: 'Forbidden', 404: 'Not Found' };

const statusLine = (status: keyof typeof REASONS): string => `HTTP/1.1 ${status} ${REASONS[status]}`;
