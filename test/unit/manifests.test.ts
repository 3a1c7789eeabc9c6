import { readdirSync, readFileSync } from 'node:fs';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Secret } from 'kubernetes-models/v1/Secret';
import { describe, expect, it } from 'vitest';
import { parseManifest, problemsOf, readManifest } from '../support/manifest.ts';
import { parseStrictly } from '../support/strict-yaml.ts';

const EXAMPLE_SECRET = 'k8s/15-secret.yaml.example';

/** Made by hand from the example, and ignored by git: there or not, it is no part of the project. */
const OWN_SECRETS = ['k8s/15-secret.yaml', 'k8s/secret.yaml'];

/** Refused by every container engine: nobody pulls somebody else's image by mistake. */
const PLACEHOLDER = 'ghcr.io/OWNER/mailroom:latest';
const IMAGE =
  /^[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+(?::[\w.-]+)?(?:@sha256:[0-9a-f]{64})?$/;

/** What `kubectl apply -f k8s/` takes, in its order. */
const applied = readdirSync('k8s')
  .filter((name) => /\.(?:json|yaml|yml)$/.test(name))
  .map((name) => `k8s/${name}`)
  .filter((path) => !OWN_SECRETS.includes(path))
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
    expect(`${OWN_SECRETS[0]!}.example`).toBe(EXAMPLE_SECRET);
    // A pod that starts before its Secret is there waits a minute.
    expect(OWN_SECRETS[0]! < 'k8s/20-deployment.yaml').toBe(true);
  });

  it.each([...applied, EXAMPLE_SECRET])('finds nothing wrong with %s', (path) => {
    expect(problemsOf(parseManifest(readFileSync(path, 'utf8')))).toEqual([]);
  });

  it('would not send the real Secret to a repository', () => {
    expect(readFileSync('.gitignore', 'utf8').split('\n')).toEqual(expect.arrayContaining(OWN_SECRETS));
  });
});

describe('the check of manifests', () => {
  it.each([
    ['a field of another name', 'readOnlyRootFilesystem', 'readOnlyRootFileSystem'],
    ['a field at the wrong place', 'replicas: 1', 'containers: []'],
    ['a value of the wrong type', 'replicas: 1', "replicas: '1'"],
    ['a value that is none', /memory: \d+Mi/, 'memory: 128MiB'],
    ['a missing field', '- name: mailroom', '- workingDir: /'],
  ])('finds %s', (_, right, wrong) => {
    const text = readFileSync('k8s/20-deployment.yaml', 'utf8');
    const changed = text.replace(right, wrong);
    expect(changed).not.toBe(text);
    expect(problemsOf(parseManifest(changed))).not.toEqual([]);
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

  it('takes what it asked for, and no more', () => {
    const { requests, limits } = container!.resources!;
    expect(Object.keys(limits!)).toEqual(['memory', 'cpu', 'ephemeral-storage']);
    expect(requests).toEqual(limits);
  });

  it('is waited for as long as it takes to find out that it does not start', () => {
    const { initialDelaySeconds, periodSeconds, failureThreshold } = container!.startupProbe!;
    const patience = initialDelaySeconds! + periodSeconds! * failureThreshold!;
    expect(patience).toBe(120);
    expect(deployment.spec!.progressDeadlineSeconds).toBe(180);
  });

  it('is told to stop while it does not listen yet: its process is not the first one', () => {
    expect(pod.spec!.shareProcessNamespace).toBe(true);
  });

  it('says what it is part of, and which version', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const labels = {
      'app.kubernetes.io/part-of': 'mailroom',
      'app.kubernetes.io/managed-by': 'kubectl',
      'app.kubernetes.io/version': version,
    };
    expect(deployment.metadata?.labels).toMatchObject(labels);
    expect(pod.metadata?.labels).toMatchObject(labels);
    // Selectors cannot be changed.
    expect(deployment.spec!.selector.matchLabels).not.toHaveProperty('app.kubernetes.io/version');
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

  it('names the image at one place', () => {
    const images = applied.flatMap((path) => readFileSync(path, 'utf8').match(/(?<=^ *image: ).*$/gm) ?? []);
    expect(images).toEqual([container!.image]);
    expect([PLACEHOLDER, expect.stringMatching(IMAGE)]).toContainEqual(container!.image);
  });

  it.each([
    ['ghcr.io/me/mailroom:latest', true],
    ['registry.home.example:5000/my-team/mail_room:1.2.3', true],
    [`ghcr.io/me/mailroom@sha256:${'0a'.repeat(32)}`, true],
    [PLACEHOLDER, false],
    ['ghcr.io/Me/mailroom:latest', false],
    ['mailroom', false],
  ])('takes the right names for those of images: %s', (image, isImage) => {
    expect(IMAGE.test(image)).toBe(isImage);
  });
});

describe('the examples', () => {
  it('of a network policy fits the pod, lets DNS and HTTPS out, and nobody in', () => {
    const policy = readManifest('docs/examples/network-policy.yaml', NetworkPolicy);
    expect(problemsOf(policy)).toEqual([]);
    expect(policy.metadata?.namespace).toBe(namespace.metadata!.name);
    expect(pod.metadata?.labels).toMatchObject(policy.spec!.podSelector.matchLabels!);
    expect(policy.spec!.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(policy.spec!.ingress).toBeUndefined();
    expect(policy.spec!.egress!.flatMap(({ ports }) => ports!.map(({ port }) => port))).toEqual([
      53, 53, 443,
    ]);
  });

  it('of an own authority fits the Deployment', () => {
    const patch = parseStrictly(readFileSync('docs/examples/own-ca.yaml', 'utf8'), '1.1') as {
      spec: { template: { spec: { containers: { name: string }[]; volumes: object[] } } };
    };
    const { containers, volumes } = patch.spec.template.spec;
    expect(containers.map(({ name }) => name)).toEqual([container!.name]);
    const podSpec = { ...pod.spec!, volumes, containers: [{ ...container!, ...containers[0] }] };
    const patched = {
      ...(deployment as object),
      spec: { ...deployment.spec!, template: { ...pod, spec: podSpec } },
    };
    expect(problemsOf(parseManifest(JSON.stringify(patched)))).toEqual([]);
  });

  it('of Docker Compose gives Mailroom as much time to stop, and as little else, as the Deployment', () => {
    const { services } = parseStrictly(readFileSync('docs/examples/compose.yaml', 'utf8'), '1.2') as {
      services: { mailroom: Record<string, unknown> };
    };
    expect(services.mailroom).toMatchObject({
      image: expect.stringMatching(IMAGE) as string,
      init: true,
      stop_grace_period: `${pod.spec!.terminationGracePeriodSeconds!}s`,
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges'],
    });
  });
});
