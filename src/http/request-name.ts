/**
 * How messages and logs name a request: `POST https://host/path`. Never the query or user info, which may hold what is
 * nobody's business (N9).
 */
export const requestName = (request: { method: string; url: URL }): string =>
  `${request.method} ${urlName(request.url)}`;

export const urlName = (url: URL): string => url.origin + url.pathname;
