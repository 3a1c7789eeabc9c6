import { ProtocolError } from '../errors.ts';
import { requestName } from '../http/request-name.ts';
import { type DavRequest } from './dav-request.ts';
import { type DavResponse } from './multistatus.ts';

/** An address object resource: one card (RFC 6352 5.1). */
export interface DavCard {
  /** The path of the resource, escaped as the server writes it. */
  href: string;
  /** Names this state of the resource; undefined when the server did not say. */
  etag: string | undefined;
  data: string;
}

/** What is known of a card without its text. */
export interface CardState extends Pick<DavCard, 'href' | 'etag'> {
  /** Of the whole card, in bytes; undefined when the server did not say. */
  size: number | undefined;
}

/** A card of which only some vCard properties were read. */
export type CardExcerpt = DavCard & CardState;

/** Undefined where the answer lacks what was asked for: an empty card is a gap as well. */
export function excerptOf({ href, status, props }: DavResponse): CardExcerpt | undefined {
  const { addressData = '', etag, contentLength } = props;
  if (status !== 200 || addressData.trim() === '') return undefined;
  return { href, etag, data: addressData, size: contentLength };
}

export const reportRequest = (url: URL, body: string): DavRequest => ({
  method: 'REPORT',
  url,
  depth: 1,
  body,
});

export const incomplete = (
  request: DavRequest,
  { href, status }: Pick<DavResponse, 'href' | 'status'>,
): ProtocolError =>
  new ProtocolError(`${requestName(request)}: the answer is not complete (status ${status} for ${href})`);
