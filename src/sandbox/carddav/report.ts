import { convertCard } from '../store/card-versions.ts';
import { type SandboxAccount } from '../store/account.ts';
import { type CardVersion, formatCard, versionOf } from '../store/card-lines.ts';
import { type CardRecord } from '../store/card-state.ts';
import { cardFilter, UnsupportedFilter } from './filter.ts';
import { cardHref, resourceAt } from './paths.ts';
import { cardProperties, lookUp } from './propfind.ts';
import {
  carddav,
  CARDDAV,
  cdata,
  childNamed,
  dav,
  DAV,
  element,
  errorDocument,
  isNamed,
  multistatus,
  propertiesResponse,
  type PropertyResult,
  statusResponse,
  type XmlElement,
} from './xml.ts';
import { type Quirks } from '../store/options.ts';

/** RFC 6352 8.6 and 8.7. Answers with an XML body and its status. */
export function answerReport(
  body: XmlElement,
  account: SandboxAccount,
  quirks: Quirks,
): { status: number; body: string } {
  const show = (card: CardRecord, href: string): string =>
    propertiesResponse(
      href,
      (childNamed(body, DAV, 'prop')?.children ?? []).map((property) =>
        isNamed(property, CARDDAV, 'address-data')
          ? addressData(property, card, quirks)
          : lookUp(property, cardProperties(card)),
      ),
    );
  const { cards } = account.cards;

  if (isNamed(body, CARDDAV, 'addressbook-multiget')) {
    const hrefs = body.children.filter((child) => isNamed(child, DAV, 'href')).map(({ text }) => text.trim());
    const responses = hrefs.map((href) => {
      const path = pathOf(href);
      if (!path.startsWith('/dav/addressbooks/')) return statusResponse(path, 403);
      const resource = resourceAt(path, account);
      const card = resource.kind === 'card' ? cards.get(resource.name) : undefined;
      return card === undefined
        ? statusResponse(path, 404)
        : show(card, cardHref(account, card.name, quirks));
    });
    return { status: 207, body: multistatus(responses) };
  }
  if (isNamed(body, CARDDAV, 'addressbook-query')) {
    try {
      const matches = cardFilter(childNamed(body, CARDDAV, 'filter'));
      const found = [...cards.values()].reverse().filter(({ lines }) => matches(lines));
      return {
        status: 207,
        body: multistatus(found.map((card) => show(card, cardHref(account, card.name, quirks)))),
      };
    } catch (error) {
      if (!(error instanceof UnsupportedFilter)) throw error;
      return { status: 403, body: errorDocument(carddav(error.precondition)) };
    }
  }
  return { status: 403, body: errorDocument(dav('supported-report')) };
}

/** The form in which a card is handed out where a version is asked for, or none (RFC 6352 5.1.1, 8.7.2). */
export function cardText(
  { lines }: CardRecord,
  version: CardVersion | undefined,
  quirks: Quirks,
  only?: ReadonlySet<string>,
): string {
  const isKept = version === undefined && !quirks.downgradesCards;
  return formatCard(
    isKept || versionOf(lines) === version ? lines : convertCard(lines, version ?? '3.0', quirks),
    only,
  );
}

/** RFC 6352 10.4. Single properties are picked by name after conversion, and come without BEGIN's companions. */
function addressData(property: XmlElement, card: CardRecord, quirks: Quirks): PropertyResult {
  const { version } = property.attributes;
  if (version !== undefined && version !== '3.0' && version !== '4.0') {
    return { property, status: 403, xml: element(property) };
  }
  const names = property.children
    .filter((child) => isNamed(child, CARDDAV, 'prop'))
    .map(({ attributes }) => attributes.name?.toUpperCase() ?? '');
  const text = cardText(card, version, quirks, names.length === 0 ? undefined : new Set(names));
  const attributes = version === '4.0' ? ' content-type="text/vcard" version="4.0"' : '';
  return { property, status: 200, xml: carddav('address-data', cdata(text), attributes) };
}

const pathOf = (href: string): string => href.replace(/^https?:\/\/[^/]*/, '');
