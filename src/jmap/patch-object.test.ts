import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from './fields.ts';
import { type PatchObject, patchBetween, stepsOf } from './patch-object.ts';

describe('patchBetween', () => {
  it.each<[string, JsonObject, JsonObject, PatchObject]>([
    ['nothing where nothing differs', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, {}],
    ['a value', { a: 1, b: 2 }, { a: 3, b: 2 }, { a: 3 }],
    ['a value deep inside', { a: { b: { c: 1, d: 2 } } }, { a: { b: { c: 3, d: 2 } } }, { 'a/b/c': 3 }],
    ['a list as a whole', { a: [1, 2] }, { a: [1, 3] }, { a: [1, 3] }],
    ['a new object as a whole', {}, { a: { b: 1 } }, { a: { b: 1 } }],
    ['a new object where there was null', { a: null }, { a: { b: 1 } }, { a: { b: 1 } }],
    ['what is gone by null', { a: { b: 1, c: 2 } }, { a: { c: 2 } }, { 'a/b': null }],
    ['an object without anything in it as a whole', { a: {} }, { a: { b: 1 } }, { a: { b: 1 } }],
    [
      'keys with slashes and tildes, escaped',
      { a: { b: 1 } },
      { a: { b: 1, 'x/y~z': 1 } },
      { 'a/x~1y~0z': 1 },
    ],
    [
      'a key that names a prototype',
      { a: { b: 1 } },
      { a: JSON.parse('{"b":1,"__proto__":true}') as JsonObject },
      {},
    ],
  ])('changes %s', (name, before, after, patch) => {
    const expected = name.includes('prototype') ? [['a/__proto__', true]] : Object.entries(patch);
    expect(Object.entries(patchBetween(before, after))).toEqual(expected);
  });

  it('makes the one object the other, and no path begins with another one', () => {
    const key = fc.constantFrom('a', 'b', '~', '/', '~1', 'a/b');
    const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.constant([1]));
    const { tree } = fc.letrec<{ tree: JsonObject }>((tie) => ({
      tree: fc.dictionary(key, fc.oneof({ maxDepth: 3 }, leaf, tie('tree')), { maxKeys: 4 }),
    }));
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const patch = patchBetween(before, after);
        expect(applied(before, patch)).toEqual(after);
        const paths = Object.keys(patch);
        for (const path of paths) expect(paths.filter((other) => other.startsWith(`${path}/`))).toEqual([]);
      }),
    );
  });
});

/** RFC 8620 5.3, to the letter. */
function applied(before: JsonObject, patch: PatchObject): JsonObject {
  const result = structuredClone(before) as Record<string, unknown>;
  for (const [path, value] of Object.entries(patch)) {
    const steps = stepsOf(path);
    const last = steps.pop()!;
    const parent = steps.reduce<Record<string, unknown>>((object, step) => {
      expect(isObject(object[step])).toBe(true);
      return object[step] as Record<string, unknown>;
    }, result);
    if (value === null) Reflect.deleteProperty(parent, last);
    else parent[last] = value;
  }
  return result;
}
