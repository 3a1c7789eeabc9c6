import { SaxesParser } from 'saxes';

/** An element with its text (character data and CDATA, joined) and the elements inside, in document order. */
export interface XmlElement {
  /** The namespace's URI; empty for none. Prefixes mean nothing. */
  readonly namespace: string;
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

export const DAV = 'DAV:';
export const CARDDAV = 'urn:ietf:params:xml:ns:carddav';

/**
 * Reads a document into a tree and answers with its root. Throws a plain `Error` that says what is wrong and where when
 * it is not well-formed, uses an undeclared prefix, or has a document type: WebDAV needs none (RFC 4918 20.6), and
 * entities are how small documents become huge ones.
 */
export function parseXml(document: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  const holder: OpenElement = { namespace: '', name: '', children: [], text: '' };
  const open = [holder];
  const addText = (text: string): void => {
    const innermost = open.at(-1);
    if (innermost !== undefined) innermost.text += text;
  };
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('it declares a document type');
  });
  parser.on('opentag', ({ uri, local }) => {
    const element: OpenElement = { namespace: uri, name: local, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(document).close();
  const [root] = holder.children;
  if (root === undefined) throw new Error('it has no root element');
  return root;
}

export const isNamed = (element: XmlElement, namespace: string, name: string): boolean =>
  element.namespace === namespace && element.name === name;

export const childrenNamed = (parent: XmlElement, namespace: string, name: string): XmlElement[] =>
  parent.children.filter((child) => isNamed(child, namespace, name));

export const childNamed = (parent: XmlElement, namespace: string, name: string): XmlElement | undefined =>
  parent.children.find((child) => isNamed(child, namespace, name));

/** Makes text safe as element content and in a double-quoted attribute. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

interface OpenElement extends XmlElement {
  children: OpenElement[];
  text: string;
}
