import { escapeXml } from './xml.ts';

/** What cards can be asked for in (RFC 6352 10.4). */
export type VCardVersion = '3.0' | '4.0';

export const PROPFIND_PRINCIPAL = propfind('<D:current-user-principal/>');
export const PROPFIND_HOMES = propfind('<C:addressbook-home-set/>');
export const PROPFIND_COLLECTIONS = propfind(
  '<D:resourcetype/><D:displayname/><D:current-user-privilege-set/>',
);

/**
 * Asks for all cards of a book, with some vCard properties of each (RFC 6352 8.6). `allof` no tests is true of every
 * card; `anyof`, which is the default, some servers find true of none.
 */
export const queryAllCards = (props: readonly string[]): string =>
  xmlDocument(
    'C:addressbook-query',
    `<D:prop><D:getetag/>${addressData(props)}</D:prop><C:filter test="allof"/>`,
  );

/** Asks which cards of a book are stored as vCard 4.0. Filters look at the stored card, not at what is answered. */
export const QUERY_STORED_AS_4 = xmlDocument(
  'C:addressbook-query',
  '<D:prop><D:getetag/></D:prop><C:filter test="allof"><C:prop-filter name="VERSION">' +
    '<C:text-match match-type="equals">4.0</C:text-match></C:prop-filter></C:filter>',
);

/** Asks for whole cards by path (RFC 6352 8.7). */
export const multigetCards = (hrefs: readonly string[], version: VCardVersion): string =>
  multiget(`<D:getetag/><C:address-data content-type="text/vcard" version="${version}"/>`, hrefs);

/** Asks for the sizes of cards, and for some vCard properties of them. */
export const multigetProperties = (hrefs: readonly string[], props: readonly string[]): string =>
  multiget(`<D:getetag/><D:getcontentlength/>${addressData(props)}`, hrefs);

/**
 * Asks for the cards that hold an address, with some vCard properties of each. Filters miss what is in a property group
 * (`item1.EMAIL`) on some servers.
 */
export const queryAddresses = (addresses: readonly string[], props: readonly string[]): string =>
  xmlDocument(
    'C:addressbook-query',
    `<D:prop><D:getetag/>${addressData(props)}</D:prop><C:filter test="anyof">` +
      addresses
        .map(
          (address) =>
            '<C:prop-filter name="EMAIL"><C:text-match collation="i;unicode-casemap" match-type="contains">' +
            `${escapeXml(address)}</C:text-match></C:prop-filter>`,
        )
        .join('') +
      '</C:filter>',
  );

const addressData = (props: readonly string[]): string =>
  `<C:address-data>${props.map((name) => `<C:prop name="${escapeXml(name)}"/>`).join('')}</C:address-data>`;

const multiget = (props: string, hrefs: readonly string[]): string =>
  xmlDocument(
    'C:addressbook-multiget',
    `<D:prop>${props}</D:prop>` + hrefs.map((href) => `<D:href>${escapeXml(href)}</D:href>`).join(''),
  );

function propfind(props: string): string {
  return xmlDocument('D:propfind', `<D:prop>${props}</D:prop>`);
}

function xmlDocument(root: string, content: string): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?>\n' +
    `<${root} xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav">${content}</${root}>\n`
  );
}
