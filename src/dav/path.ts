/** The last segment of a path, unescaped; of a collection, its name. */
export const lastSegment = (path: string): string =>
  decoded(
    path
      .split('/')
      .filter((segment) => segment !== '')
      .at(-1) ?? '',
  );

/** One form for all spellings of a path: servers escape an @ or an umlaut in other ways than the client did. */
export const pathKey = (path: string): string =>
  path.split('/').map(decoded).map(encodeURIComponent).join('/');

/**
 * An href of a resource in a collection, as a URL without query and fragment: a resource there is named by its path alone,
 * and servers leave the `?`, `#` or `%` of a file name as it is.
 */
export const withoutQuery = (href: string): string =>
  href.replace(/[?#]|%(?![0-9a-f]{2})/gi, (character) => encodeURIComponent(character));

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // An escape of bytes that are no UTF-8.
    return segment;
  }
}
