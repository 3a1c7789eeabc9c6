import { readFileSync } from 'node:fs';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Secret } from 'kubernetes-models/v1/Secret';
import { parseStrictly } from './strict-yaml.ts';

/** A Kubernetes object that knows its schema. */
export type Manifest = Namespace | ConfigMap | Secret | Deployment | NetworkPolicy;

/** One object, in the YAML 1.1 that kubectl reads (where `no` is a boolean). */
export const parseManifest = (text: string): Manifest => manifest(parseStrictly(text, '1.1'));

/** The manifest as the kind that it must be. */
export function readManifest<Kind extends Manifest>(path: string, kind: new () => Kind): Kind {
  const object = parseManifest(readFileSync(path, 'utf8'));
  if (object instanceof kind) return object;
  throw new Error(`${path} is a ${object.kind}`);
}

function manifest(object: unknown): Manifest {
  if (Namespace.is(object)) return new Namespace(object);
  if (ConfigMap.is(object)) return new ConfigMap(object);
  if (Secret.is(object)) return new Secret(object);
  if (Deployment.is(object)) return new Deployment(object);
  if (NetworkPolicy.is(object)) return new NetworkPolicy(object);
  throw new Error('An object of a kind that this project has not');
}

/** What is wrong with the types and the required fields, and with fields that its kind does not have. */
export function problemsOf(object: Manifest): string[] {
  const read = new Set<string>();
  const problems: string[] = [];
  try {
    watchReads(object, '', read).validate();
  } catch (error) {
    problems.push(String(error));
  }
  // The schema allows unknown fields, but the validator made from it looks at every field that the schema names.
  const unknown = pathsOf(object, '').filter((path) => !read.has(path));
  return [...problems, ...unknown.map((path) => `unknown field ${path}`)];
}

function watchReads<T extends object>(object: T, path: string, read: Set<string>): T {
  return new Proxy(object, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (typeof key !== 'string') return value;
      read.add(`${path}/${key}`);
      return isObject(value) ? watchReads(value, `${path}/${key}`, read) : value;
    },
  });
}

const pathsOf = (object: object, path: string): string[] =>
  Object.entries(object).flatMap(([key, value]: [string, unknown]) => [
    `${path}/${key}`,
    ...(isObject(value) ? pathsOf(value, `${path}/${key}`) : []),
  ]);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
