import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from './fields.ts';

/** Changes by path (RFC 8620 5.3): JSON Pointers (RFC 6901) without the leading slash; null takes a value away. */
export type PatchObject = Readonly<Record<string, unknown>>;

/**
 * The smallest patch that makes the one object the other; empty where nothing differs. An object without anything in it
 * counts as absent: a server that does not keep such objects could not follow a path into one.
 */
export const patchBetween = (before: JsonObject, after: JsonObject): PatchObject =>
  Object.fromEntries(differences(before, after, ''));

/** The steps of a path, unescaped. */
export const stepsOf = (path: string): string[] =>
  path.split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

function differences(before: JsonObject, after: JsonObject, base: string): [string, unknown][] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): [string, unknown][] => {
    const path = base + key.replaceAll('~', '~0').replaceAll('/', '~1');
    const [old, wanted] = [before[key] ?? null, after[key] ?? null];
    if (isObject(old) && isObject(wanted) && Object.keys(old).length > 0)
      return differences(old, wanted, `${path}/`);
    return isDeepStrictEqual(old, wanted) ? [] : [[path, wanted]];
  });
}
