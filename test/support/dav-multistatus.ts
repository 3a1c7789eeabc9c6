import { SaxesParser } from 'saxes';

/** One `response` of a multistatus (RFC 4918 14.24). */
export interface DavResponse {
  /** A path, as the server wrote it. */
  href: string;
  /** Properties by local name: all text within, and the names of the elements within. */
  props: Record<string, { text: string; elements: string[] }>;
}

/** Properties that the server reports as missing have an empty text. */
export function parseMultistatus(xml: string): DavResponse[] {
  const responses: DavResponse[] = [];
  const path: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ local }) => {
    if (local === 'response') responses.push({ href: '', props: {} });
    else currentProp()?.elements.push(local);
    path.push(local);
    if (path.at(-2) === 'prop') responses.at(-1)!.props[local] ??= { text: '', elements: [] };
  });
  parser.on('closetag', () => path.pop());
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(xml).close();
  return responses;

  function currentProp(): DavResponse['props'][string] | undefined {
    const name = path[path.lastIndexOf('prop') + 1];
    return path.includes('prop') && name !== undefined ? responses.at(-1)?.props[name] : undefined;
  }

  function addText(text: string): void {
    const prop = currentProp();
    if (prop !== undefined) prop.text += text;
    else if (path.at(-1) === 'href' && path.at(-2) === 'response') responses.at(-1)!.href += text.trim();
  }
}
