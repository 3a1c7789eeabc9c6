/** The last segment of a path, unescaped; of a collection, its name. */
export const lastSegment = (path: string): string =>
  decoded(path.replace(/\/+$/, '').split('/').at(-1) ?? '');

/** One form for all spellings of a path: servers escape an @ or an umlaut in other ways than the client did. */
export const pathKey = (path: string): string =>
  path.split('/').map(decoded).map(encodeURIComponent).join('/');

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // An escape of bytes that are no UTF-8.
    return segment;
  }
}
