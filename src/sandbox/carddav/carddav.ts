import { type SandboxAccount } from '../store/account.ts';
import { type CardRecord } from '../store/card-state.ts';
import { resourceAt } from './paths.ts';
import { answerPropfind } from './propfind.ts';
import { answerDelete, answerPut } from './put.ts';
import { answerReport, cardText } from './report.ts';
import { parseXml } from './xml.ts';
import { page, type Reply, type SandboxRequest } from '../http/http-reply.ts';
import { type Quirks } from '../store/options.ts';

const NOT_FOUND = page(404, 'The requested URL was not found on this server.');

/** RFC 6352, with one address book. */
export function answerDavRequest(request: SandboxRequest, account: SandboxAccount, quirks: Quirks): Reply {
  const { method, path, headers } = request;
  const resource = resourceAt(path, account);
  if (method === 'OPTIONS') {
    return { status: 200, headers: { dav: '1, 2, 3, access-control, addressbook', allow: ALLOWED } };
  }
  if (resource.kind === 'unknown') {
    return method === 'PUT' ? page(403, 'Mailbox does not exist') : page(404, 'Mailbox does not exist');
  }
  if (method === 'PROPFIND' || method === 'REPORT') {
    const text = request.body.toString('utf8');
    const body = parseXml(text);
    if (body === undefined && (method === 'REPORT' || text.trim() !== '')) {
      return page(400, 'Unable to parse XML body');
    }
    if (method === 'PROPFIND') {
      const depth = headers.depth;
      return xml(
        answerPropfind(resource, path, depth === undefined ? depth : String(depth), body, account, quirks),
      );
    }
    return body === undefined ? NOT_FOUND : xml(answerReport(body, account, quirks));
  }
  if (resource.kind !== 'card') return page(405, 'The requested method is not allowed for the URL.');
  if (method === 'PUT') return answerPut(request, resource.name, account, quirks);
  if (method === 'DELETE') return answerDelete(request, resource.name, account);
  if (method !== 'GET' && method !== 'HEAD')
    return page(405, 'The requested method is not allowed for the URL.');
  const card = account.cards.cards.get(resource.name);
  return card === undefined ? NOT_FOUND : answerGet(request, card, quirks);
}

const ALLOWED = 'OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, REPORT';

function answerGet({ method, headers }: SandboxRequest, card: CardRecord, quirks: Quirks): Reply {
  const { etag } = card;
  if (headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
  const [, version] = /^text\/vcard\s*;\s*version="?([34]\.0)"?/.exec(String(headers.accept)) ?? [];
  const body = cardText(card, version === '3.0' || version === '4.0' ? version : undefined, quirks);
  return {
    status: 200,
    headers: { etag, 'content-type': `text/vcard${version === '4.0' ? '' : '; charset=utf-8'}` },
    ...(method === 'HEAD' ? {} : { body }),
  };
}

const xml = ({ status, body }: { status: number; body: string }): Reply => ({
  status,
  headers: { 'content-type': 'application/xml; charset=utf-8' },
  body,
});
