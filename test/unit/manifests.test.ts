import { readdirSync, readFileSync } from 'node:fs';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Secret } from 'kubernetes-models/v1/Secret';
import { describe, expect, it } from 'vitest';
import { parseManifest, problemsOf, readManifest } from '../support/manifest.ts';

const EXAMPLE_SECRET = 'k8s/secret.yaml.example';

/** Made by hand from the example, and ignored by git: there or not, it is no part of the project. */
const OWN_SECRET = 'k8s/secret.yaml';

/** What `kubectl apply -f k8s/` takes, in its order. */
const applied = readdirSync('k8s')
  .filter((name) => /\.(?:json|yaml|yml)$/.test(name))
  .map((name) => `k8s/${name}`)
  .filter((path) => path !== OWN_SECRET)
  .sort();

const namespace = readManifest('k8s/00-namespace.yaml', Namespace);
const configMap = readManifest('k8s/10-configmap.yaml', ConfigMap);
const deployment = readManifest('k8s/20-deployment.yaml', Deployment);
const exampleSecret = readManifest(EXAMPLE_SECRET, Secret);
const pod = deployment.spec!.template;
const [container] = pod.spec!.containers;

describe('kubectl apply -f k8s/', () => {
  it('applies these, the namespace first and the example Secret not', () => {
    expect(applied).toEqual(['k8s/00-namespace.yaml', 'k8s/10-configmap.yaml', 'k8s/20-deployment.yaml']);
    expect(readdirSync('k8s')).toContain('secret.yaml.example');
  });

  it.each([...applied, EXAMPLE_SECRET])('finds nothing wrong with %s', (path) => {
    expect(problemsOf(parseManifest(readFileSync(path, 'utf8')))).toEqual([]);
  });

  it('would not send the real Secret to a repository', () => {
    expect(readFileSync('.gitignore', 'utf8').split('\n')).toContain(OWN_SECRET);
  });
});

describe('the check of manifests', () => {
  it.each([
    ['a field of another name', 'readOnlyRootFilesystem', 'readOnlyRootFileSystem'],
    ['a field at the wrong place', 'replicas: 1', 'containers: []'],
    ['a value of the wrong type', 'replicas: 1', "replicas: '1'"],
    ['a value that is none', 'memory: 128Mi', 'memory: 128MiB'],
    ['a missing field', '- name: mailroom', '- workingDir: /'],
  ])('finds %s', (_, right, wrong) => {
    const text = readFileSync('k8s/20-deployment.yaml', 'utf8');
    expect(text).toContain(right);
    expect(problemsOf(parseManifest(text.replace(right, wrong)))).not.toEqual([]);
  });

  it('finds a field that is there twice', () => {
    expect(() => parseManifest('apiVersion: v1\nkind: Secret\nkind: Secret\n')).toThrow('unique');
  });
});

describe('the Namespace', () => {
  it('holds pods to the restricted standard', () => {
    expect(namespace.metadata).toMatchObject({
      name: 'mailroom',
      labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
    });
  });

  it('is that of everything else', () => {
    const others = [configMap, deployment, exampleSecret];
    expect(others.map(({ metadata }) => metadata?.namespace)).toEqual(Array(3).fill('mailroom'));
  });
});

describe('the Deployment', () => {
  it('runs one pod, never two at once', () => {
    expect(deployment.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(pod.metadata?.labels).toMatchObject(deployment.spec!.selector.matchLabels!);
  });

  it('meets the restricted standard, and needs no more than that', () => {
    expect(pod.spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      dnsConfig: { options: [{ name: 'ndots', value: '1' }] },
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container!.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.spec).not.toHaveProperty('volumes');
  });

  it('runs as the user that the image names', () => {
    const { runAsUser, runAsGroup } = pod.spec!.securityContext!;
    expect(readFileSync('Dockerfile', 'utf8')).toContain(`\nUSER ${runAsUser!}:${runAsGroup!}\n`);
  });

  it('takes what it asked for: 128 MiB and a tenth of a CPU', () => {
    const amount = { memory: '128Mi', cpu: '100m' };
    expect(container!.resources).toEqual({ requests: amount, limits: amount });
  });

  it('leaves Mailroom the 50 s that it takes to stop', () => {
    expect(pod.spec!.terminationGracePeriodSeconds).toBe(60);
  });

  it('reads all of the ConfigMap and the Secret, and waits for a Secret that is missing', () => {
    expect(container!.envFrom).toEqual([
      { configMapRef: { name: configMap.metadata!.name } },
      { secretRef: { name: exampleSecret.metadata!.name } },
    ]);
  });

  it('names the image at one place, whose owner must be set', () => {
    expect(container!.image).toBe('ghcr.io/OWNER/mailroom:latest');
    const images = applied.flatMap((path) => readFileSync(path, 'utf8').match(/ghcr\.io\S*/g) ?? []);
    expect(images).toHaveLength(1);
  });
});
