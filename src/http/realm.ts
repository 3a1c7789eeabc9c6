/** Where one set of credentials may go (N9). */
export interface Realm {
  includes(url: URL): boolean;
  /** For messages. */
  readonly name: string;
}

export const originOnly = (origin: URL): Realm => ({
  includes: (url) => url.origin === origin.origin,
  name: origin.origin,
});

/** The origin, and whatever differs from it only in that its host is a subdomain: a provider's regional hosts. */
export const originAndBelow = (origin: URL): Realm => ({
  includes: (url) =>
    url.protocol === origin.protocol &&
    url.port === origin.port &&
    (url.hostname === origin.hostname || url.hostname.endsWith(`.${origin.hostname}`)),
  name: `${origin.origin} and hosts below it`,
});
