import { type SandboxAccount } from '../store/account.ts';
import { formatCard } from '../store/card-lines.ts';
import { type CardRecord } from '../store/card-state.ts';
import { cardHref, type DavResource, hrefsOf } from './paths.ts';
import {
  CALENDARSERVER,
  carddav,
  CARDDAV,
  cdata,
  childNamed,
  dav,
  DAV,
  element,
  errorDocument,
  escapeXml,
  multistatus,
  propertiesResponse,
  type PropertyResult,
  type QName,
  statusResponse,
  type XmlElement,
} from './xml.ts';
import { type Quirks } from '../store/options.ts';

type Properties = Record<string, string>;

const PRIVILEGES = ['all', 'read', 'write', 'write-content', 'write-properties', 'bind', 'unbind'];
const CARD_TYPES = ['3.0', '4.0'];

/** What a request that names no properties gets. */
const ALLPROP = ['displayname', 'resourcetype', 'getetag', 'getcontenttype'].map((name) => ({
  namespace: DAV,
  name,
}));

/** RFC 4918 9.1. Answers with an XML body and its status. */
export function answerPropfind(
  resource: DavResource,
  href: string,
  depth: string | undefined,
  body: XmlElement | undefined,
  account: SandboxAccount,
  quirks: Quirks,
): { status: number; body: string } {
  if (depth !== '0' && depth !== '1') {
    return { status: 403, body: errorDocument(dav('propfind-finite-depth')) };
  }
  const prop = body && childNamed(body, DAV, 'prop');
  const wanted = prop === undefined ? ALLPROP : prop.children;
  const hrefs = hrefsOf(account);
  const show = (target: string, properties: Properties): string =>
    propertiesResponse(
      target,
      wanted.map((name) => lookUp(name, properties)),
    );

  const cards = account.cards.cards;
  if (resource.kind === 'card') {
    const card = cards.get(resource.name);
    const response = card === undefined ? statusResponse(href, 404) : show(href, cardProperties(card));
    return { status: 207, body: multistatus([response]) };
  }
  const own = show(resource.kind === 'book' ? hrefs.book : href, collectionProperties(resource, account));
  const members: string[] = [];
  if (depth === '1' && resource.kind === 'home') {
    members.push(show(hrefs.book, collectionProperties({ kind: 'book' }, account)));
  }
  if (depth === '1' && resource.kind === 'book') {
    const newestFirst = [...cards.values()].reverse();
    members.push(
      ...newestFirst.map((card) => show(cardHref(account, card.name, quirks), cardProperties(card))),
    );
  }
  return { status: 207, body: multistatus([own, ...members]) };
}

/** Properties of a card that its content is not needed for. */
export const cardProperties = ({ etag, lines }: CardRecord): Properties => ({
  /** Of the card as it is stored. Costs the time of writing it out, so only where it is asked for. */
  get [`${DAV} getcontentlength`]() {
    return String(Buffer.byteLength(formatCard(lines)));
  },
  [`${DAV} getetag`]: etag,
  [`${DAV} getcontenttype`]: 'text/vcard; charset=utf-8',
  [`${DAV} resourcetype`]: '',
});

export function lookUp(property: QName, properties: Properties): PropertyResult {
  const content = properties[`${property.namespace} ${property.name}`];
  if (content === undefined) return { property, status: 404, xml: element(property) };
  return { property, status: 200, xml: element(property, content) };
}

function collectionProperties({ kind }: DavResource, account: SandboxAccount): Properties {
  const { principal, home } = hrefsOf(account);
  const common: Properties = {
    [`${DAV} current-user-principal`]: dav('href', principal),
    [`${DAV} resourcetype`]: dav('collection'),
    [`${DAV} current-user-privilege-set`]: PRIVILEGES.map((name) => dav('privilege', dav(name))).join(''),
  };
  if (kind === 'principal') {
    return {
      ...common,
      [`${DAV} resourcetype`]: dav('principal'),
      [`${DAV} displayname`]: escapeXml(account.username),
      [`${CARDDAV} addressbook-home-set`]: dav('href', home),
    };
  }
  if (kind === 'home') return { ...common, [`${DAV} displayname`]: cdata('#addressbooks') };
  if (kind !== 'book') return common;
  const { tag } = account.cards;
  const types = CARD_TYPES.map((version) =>
    carddav('address-data-type', '', ` content-type="text/vcard" version="${version}"`),
  );
  return {
    ...common,
    [`${DAV} resourcetype`]: dav('collection') + carddav('addressbook'),
    [`${DAV} displayname`]: cdata('personal'),
    [`${DAV} getetag`]: `"${tag}"`,
    [`${DAV} sync-token`]: `data:,${tag}`,
    [`${CALENDARSERVER} getctag`]: tag,
    [`${CARDDAV} supported-address-data`]: types.join(''),
  };
}
