import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseManifest, problemsOf } from '../support/manifest.ts';
import { parseStrictly } from '../support/strict-yaml.ts';

const FOLDER = 'docs/examples/several-accounts';
const accounts = readdirSync(FOLDER).filter((name) => name !== 'base');

/** The fields of kustomize that the example uses. */
const kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string().optional(),
  resources: z.array(z.string()),
  labels: z
    .array(z.strictObject({ pairs: z.record(z.string(), z.string()), includeSelectors: z.literal(true) }))
    .optional(),
  patches: z.array(z.strictObject({ patch: z.string() })).optional(),
});

const read = (name: string) =>
  kustomization.parse(parseStrictly(readFileSync(join(FOLDER, name, 'kustomization.yaml'), 'utf8'), '1.1'));

describe('the example of several accounts', () => {
  it('is made of the manifests, and so of the image that they name', () => {
    const { resources } = read('base');
    const applied = readdirSync('k8s').filter(
      (name) => /^\d.*\.yaml$/.test(name) && name !== '15-secret.yaml',
    );

    expect(resources.map((path) => join(FOLDER, 'base', path))).toEqual(applied.map((name) => `k8s/${name}`));
  });

  it('gives each account a namespace and labels of its own', () => {
    const namespaces = accounts.map((name) => read(name).namespace);
    const instances = accounts.map((name) => read(name).labels![0]!.pairs['app.kubernetes.io/instance']);

    expect(accounts.length).toBeGreaterThan(1);
    expect(new Set(namespaces).size).toBe(accounts.length);
    expect(instances).toEqual(namespaces);
  });

  it.each(accounts)('changes what is there: %s', (name) => {
    const { resources, patches = [] } = read(name);

    expect(resources).toEqual(['../base']);
    for (const { patch } of patches) {
      const manifest = parseManifest(patch);
      expect(problemsOf(manifest)).toEqual([]);
      expect(manifest.metadata).toMatchObject({ name: 'mailroom', namespace: 'mailroom' });
    }
  });
});
