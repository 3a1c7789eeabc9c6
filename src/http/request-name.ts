/**
 * How messages and logs name a request: `POST https://host/path`. Never the query or user info, which may hold what is
 * nobody's business (N9).
 */
export const requestName = (request: { method: string; url: URL }): string =>
  `${request.method} ${urlName(request.url)}`;

/** Of a URL without a host, such as `javascript:…`, the scheme only. */
export const urlName = ({ origin, pathname, protocol }: URL): string =>
  origin === 'null' ? `a ${protocol} URL` : origin + pathname;
