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

/** What WebDAV says is some ten elements deep; looking up the namespace of a deeper one takes longer and longer. */
const MAX_DEPTH = 64;

/** Reads a document piece by piece. Both throw a plain `Error` as `parseXml` does. */
export interface XmlReader {
  write(text: string): void;
  /** Call it at the end of the document. */
  close(): void;
}

/**
 * A reader that hands on each element inside the root when it is complete, and keeps none. What these throw comes out of
 * the reader as it is.
 */
export function createXmlReader(take: {
  /** It has begun; what it holds is still to come. */
  onRoot: (root: XmlElement) => void;
  onChild: (child: XmlElement) => void;
}): XmlReader {
  const { parser, holder } = createParser(take);
  return {
    write: (text) => void parser.write(text),
    close() {
      parser.close();
      rootOf(holder);
    },
  };
}

/**
 * Reads a document into a tree and answers with its root. Throws a plain `Error` that says what is wrong and where when
 * it is not well-formed, uses an undeclared prefix, is more than 64 elements deep, or has a document type: WebDAV needs
 * none (RFC 4918 20.6), and entities are how small documents become huge ones.
 */
export function parseXml(document: string): XmlElement {
  const { parser, holder } = createParser({});
  parser.write(document).close();
  return rootOf(holder);
}

function createParser({ onRoot, onChild }: Partial<Parameters<typeof createXmlReader>[0]>) {
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
    if (open.length > MAX_DEPTH) throw new Error(`it has more than ${MAX_DEPTH} elements inside each other`);
    const element = { namespace: uri, name: local, children: [], text: '' };
    if (open.length === 1) onRoot?.(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    const element = open.pop();
    const parent = open.at(-1);
    if (element === undefined || parent === undefined) return;
    if (open.length === 2 && onChild !== undefined) onChild(element);
    else parent.children.push(element);
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  return { parser, holder };
}

function rootOf({ children: [root] }: XmlElement): XmlElement {
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
