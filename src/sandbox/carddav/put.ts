import { isUtf8 } from 'node:buffer';
import { type SandboxAccount } from '../store/account.ts';
import { type CardLine, parseCard, valueOf, versionOf } from '../store/card-lines.ts';
import { cardHref } from './paths.ts';
import { carddav, dav, errorDocument } from './xml.ts';
import { page, type Reply, type SandboxRequest } from '../http/http-reply.ts';
import { type Quirks } from '../store/options.ts';

/** RFC 6352 6.3.2. */
export function answerPut(
  { headers, body }: SandboxRequest,
  name: string,
  account: SandboxAccount,
  quirks: Quirks,
): Reply {
  if (name.includes('/')) return { status: 403 };
  const existing = account.cards.cards.get(name);
  const failed = failedPrecondition(headers, existing?.etag);
  if (failed) return { status: 412 };
  if (!/^text\/(vcard|x-vcard|directory)\b/i.test(String(headers['content-type']))) {
    return forbidden(carddav('supported-address-data'));
  }
  // Real servers keep such bytes; here cards are text, so what would be garbled is refused.
  if (!isUtf8(body)) return forbidden(carddav('valid-address-data'), 'Not UTF-8');
  const lines = parseCard(body.toString('utf8'));
  if (lines === undefined) return forbidden(carddav('valid-address-data'), 'Resource is not a vCard object');
  const refusal = refusalOf(lines);
  if (refusal !== undefined) return refusal;
  const uid = valueOf(lines, 'UID');
  const owner = quirks.uniqueUids
    ? [...account.cards.cards.values()].find((card) => valueOf(card.lines, 'UID') === uid)?.name
    : undefined;
  const isOther = existing !== undefined && valueOf(existing.lines, 'UID') !== uid;
  if (isOther || (owner !== undefined && owner !== name)) {
    return forbidden(carddav('no-uid-conflict', dav('href', cardHref(account, owner ?? name, quirks))));
  }
  const { etag } = account.cards.put(name, lines);
  return { status: existing === undefined ? 201 : 204, headers: { etag } };
}

export function answerDelete({ headers }: SandboxRequest, name: string, account: SandboxAccount): Reply {
  const existing = account.cards.cards.get(name);
  if (existing === undefined) return page(404, 'The requested URL was not found on this server.');
  if (failedPrecondition(headers, existing.etag)) return { status: 412 };
  account.cards.delete(name);
  return { status: 204 };
}

/** RFC 9110 13.1.1 and 13.1.2. `etag` is undefined when the resource does not exist. */
function failedPrecondition(headers: SandboxRequest['headers'], etag: string | undefined): boolean {
  const names = (header: string | string[]): boolean => {
    const listed = String(header)
      .split(',')
      .map((item) => item.trim());
    return etag !== undefined && (listed.includes('*') || listed.includes(etag));
  };
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  return (ifMatch !== undefined && !names(ifMatch)) || (ifNoneMatch !== undefined && names(ifNoneMatch));
}

/** How often each property must be there; `N` is needed in version 3 alone. */
function refusalOf(lines: readonly CardLine[]): Reply | undefined {
  const version = versionOf(lines);
  const count = (name: string): number => lines.filter((line) => line.name.toUpperCase() === name).length;
  if (version === '2.1') return forbidden(carddav('supported-address-data'), 'Unsupported vCard version');
  const atMostOne = ['VERSION', 'UID', 'N', 'REV', 'BDAY', 'PRODID'];
  const isSound =
    (version === '3.0' || version === '4.0') &&
    count('FN') > 0 &&
    (version === '4.0' || count('N') === 1) &&
    atMostOne.every((name) => count(name) <= 1);
  if (!isSound) return forbidden(carddav('valid-address-data'), 'Failed restriction checks');
  if (count('UID') === 0) return forbidden(carddav('valid-address-data'), 'Missing mandatory UID property');
  return undefined;
}

const forbidden = (condition: string, description = ''): Reply => ({
  status: 403,
  headers: { 'content-type': 'application/xml; charset=utf-8' },
  body: errorDocument(condition, description),
});
