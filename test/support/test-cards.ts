import { readCard } from './card-text.ts';
import { type DavResponse, parseMultistatus } from './dav-multistatus.ts';
import { type AccountAccess } from './test-jmap.ts';

export interface CardFact {
  /** A path on the server. */
  href: string;
  etag: string;
  text: string;
}

export interface TestCards {
  /** Stores a card under a resource name (`ada` or `ada.vcf`), over what is there unless an etag is given. */
  putCard(name: string, text: string | Uint8Array<ArrayBuffer>, etag?: string): Promise<void>;
  /** Takes a resource name or an href. */
  deleteCard(name: string): Promise<void>;
  /** One card in the vCard version in which it is stored (4 where the server knows it), byte for byte (Latin-1). */
  storedCard(name: string): Promise<string>;
  /** Every card in full, groups too, by href. */
  cards(): Promise<CardFact[]>;
  cardsOf(address: string): Promise<CardFact[]>;
  /** Undefined when no card has the address; throws when several have, for that is a duplicate. */
  cardOf(address: string): Promise<CardFact | undefined>;
  /** Members' UIDs by group name, as the server resolves them. Throws when two groups have one name. */
  groups(): Promise<Record<string, string[]>>;
  /** The addresses of each group's members, sorted, by group name. Members that name no card have none. */
  memberships(): Promise<Record<string, string[]>>;
  /** Those of one group. */
  membersByAddress(groupName: string): Promise<string[]>;
}

const XML = '<?xml version="1.0" encoding="utf-8"?>';
const NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"';

export function testCards({ cardDavUrl, username, password }: AccountAccess): TestCards {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  let book: URL | undefined;

  async function send(
    method: string,
    url: URL,
    headers: Record<string, string>,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<Response> {
    const init = body === undefined ? {} : { body };
    const response = await fetch(url, { method, headers: { authorization, ...headers }, ...init });
    if (!response.ok) throw new Error(`${method} ${url.href} answered ${response.status}`);
    return response;
  }

  async function propfind(url: URL, depth: '0' | '1', props: string): Promise<[DavResponse[], URL]> {
    const headers = { depth, 'content-type': 'application/xml; charset=utf-8' };
    const body = `${XML}<propfind ${NAMESPACES}><prop>${props}</prop></propfind>`;
    const response = await send('PROPFIND', url, headers, body);
    return [parseMultistatus(await response.text()), new URL(response.url)];
  }

  /** RFC 6764 6: from the well-known address to the principal, to its home, to the book. */
  async function findBook(): Promise<URL> {
    const follow = async (url: URL, prop: string): Promise<URL> => {
      const [[found], base] = await propfind(url, '0', prop);
      return new URL(found!.props[prop.replace(/[</>]|C:/g, '')]!.text.trim(), base);
    };
    const principal = await follow(new URL('/.well-known/carddav', cardDavUrl), '<current-user-principal/>');
    const home = await follow(principal, '<C:addressbook-home-set/>');
    const [collections, base] = await propfind(home, '1', '<resourcetype/><displayname/>');
    const books = collections.filter(({ props }) => props.resourcetype?.elements.includes('addressbook'));
    const chosen = books.find(({ href }) => href.endsWith('/Default/')) ?? books[0];
    if (chosen === undefined) throw new Error(`${home.href} has no address book`);
    return new URL(chosen.href, base);
  }

  const openBook = async (): Promise<URL> => (book ??= await findBook());

  const cardUrl = async (name: string): Promise<URL> =>
    new URL(name.endsWith('.vcf') ? name : `${name}.vcf`, await openBook());

  async function cards(): Promise<CardFact[]> {
    const query = `<C:addressbook-query ${NAMESPACES}><prop><getetag/><C:address-data/></prop></C:addressbook-query>`;
    const headers = { depth: '1', 'content-type': 'application/xml; charset=utf-8' };
    const response = await send('REPORT', await openBook(), headers, XML + query);
    return parseMultistatus(await response.text())
      .map(({ href, props }) => ({
        href,
        etag: props.getetag!.text.trim(),
        text: props['address-data']!.text,
      }))
      .sort((one, other) => (one.href < other.href ? -1 : 1));
  }

  async function cardsOf(address: string): Promise<CardFact[]> {
    return (await cards()).filter(({ text }) => readCard(text).addresses.includes(address.toLowerCase()));
  }

  async function groups(): Promise<Record<string, string[]>> {
    const found = (await cards()).map(({ text }) => readCard(text)).filter(({ isGroup }) => isGroup);
    const byName = Object.fromEntries(found.map(({ fullName, members }) => [fullName, members]));
    if (Object.keys(byName).length < found.length) throw new Error('Two groups have one name');
    return byName;
  }

  async function memberships(): Promise<Record<string, string[]>> {
    const contents = (await cards()).map(({ text }) => readCard(text));
    const addressesOf = (members: readonly string[]): string[] =>
      contents.flatMap(({ uid, addresses }) => (members.includes(uid) ? addresses : [])).sort();
    const found = contents.filter(({ isGroup }) => isGroup);
    return Object.fromEntries(found.map(({ fullName, members }) => [fullName, addressesOf(members)]));
  }

  return {
    cards,
    cardsOf,
    groups,
    memberships,
    async putCard(name, text, etag) {
      const condition = etag === undefined ? {} : { 'if-match': etag };
      const headers = { 'content-type': 'text/vcard; charset=utf-8', ...condition };
      await send('PUT', await cardUrl(name), headers, text);
    },
    async storedCard(name) {
      const response = await send('GET', await cardUrl(name), { accept: 'text/vcard; version=4.0' });
      return Buffer.from(await response.arrayBuffer()).toString('latin1');
    },
    async deleteCard(name) {
      await send('DELETE', await cardUrl(name), {});
    },
    async cardOf(address) {
      const found = await cardsOf(address);
      if (found.length > 1) {
        throw new Error(`${found.length} cards have ${address}: ${found.map(({ href }) => href).join()}`);
      }
      return found[0];
    },
    async membersByAddress(groupName) {
      const members = (await memberships())[groupName];
      if (members === undefined) throw new Error(`The address book has no group ${groupName}`);
      return members;
    },
  };
}
