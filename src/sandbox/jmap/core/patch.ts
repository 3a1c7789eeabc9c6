import { type SetError } from './method.ts';

type Json = Record<string, unknown>;

/** Applies a PatchObject (RFC 8620 5.3), or says why it cannot be. The record itself stays as it is. */
export function applyPatch(record: Json, patch: Json): { patched: Json } | SetError {
  const paths = Object.keys(patch);
  if (paths.some((path) => paths.some((other) => other.startsWith(`${path}/`))))
    return { type: 'invalidPatch' };
  const patched = structuredClone(record);
  for (const [path, value] of Object.entries(patch)) {
    const steps = path.split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = steps.pop() ?? '';
    const parent = steps.reduce<unknown>(
      (object, step) => (isJson(object) ? object[step] : undefined),
      patched,
    );
    // All before the last step must be there, and none of it a list.
    if (!isJson(parent)) return { type: 'invalidPatch', properties: [path] };
    if (value === null) Reflect.deleteProperty(parent, last);
    else parent[last] = value;
  }
  return { patched };
}

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
