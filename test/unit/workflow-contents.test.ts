import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseStrictly } from '../support/strict-yaml.ts';
import { type Job, ownJobs, readWorkflow, type Step } from '../support/workflow.ts';

const ci = readWorkflow('.github/workflows/ci.yaml');
const image = readWorkflow('.github/workflows/image.yaml');
const bases = readWorkflow('.github/workflows/bases.yaml');

const manifest = z
  .object({ description: z.string(), engines: z.object({ node: z.string() }) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

const stepUsing = (job: Job, action: string): Extract<Step, { uses: string }> => {
  const step = job.steps.find((candidate) => 'uses' in candidate && candidate.uses.startsWith(`${action}@`));
  if (step === undefined || !('uses' in step)) throw new Error(`No step uses ${action}`);
  return step;
};

const runsOf = (job: Job): string[] => job.steps.flatMap((step) => ('run' in step ? [step.run] : []));

/** Known vulnerabilities that somebody can do something about. */
const SCAN = { severity: 'HIGH,CRITICAL', 'ignore-unfixed': true, 'exit-code': '1', cache: false };

describe('ci.yaml', () => {
  const jobs = ownJobs(ci);
  const checks = jobs.get('checks')!;

  it('checks each commit once: in its pull request, or where image.yaml calls it', () => {
    expect(ci.on).toEqual({ pull_request: null, workflow_call: null, workflow_dispatch: null });
    // No two commits of main share a group, of which GitHub would drop a waiting run.
    expect(ci.concurrency.group).toContain('github.sha');
  });

  it('runs everything that .ci/run does, on the oldest Node that is supported and on those after it', () => {
    expect(checks.strategy).toEqual({ 'fail-fast': false, matrix: { node: [20, 22, 24, 26] } });
    expect(manifest.engines.node).toMatch(/^>=20\./);
    expect(checks.container?.image).toBe('node:${{ matrix.node }}-bookworm');
    expect(checks.steps.at(-1)).toEqual({ run: '.ci/run' });
  });

  it('builds, runs and scans the image, and builds it for the other kind of machine', () => {
    const job = jobs.get('image')!;
    expect(runsOf(job)).toEqual([
      'npm ci',
      'npm run test:image',
      'docker buildx build --platform linux/arm64 .',
    ]);
    expect(stepUsing(job, 'aquasecurity/trivy-action').with).toEqual({
      'image-ref': 'mailroom-image-test',
      ...SCAN,
    });
    expect(readFileSync('test/image/image.test.ts', 'utf8')).toContain("'mailroom-image-test'");
  });

  it('brings it from an empty cluster to triaged mail, on two releases of Kubernetes', () => {
    const job = jobs.get('kubernetes')!;
    const { include } = job.strategy!.matrix as { include: { kubernetes: string; node: string }[] };
    expect(include).toHaveLength(2);
    for (const { kubernetes, node } of include)
      expect(node).toMatch(new RegExp(`^kindest/node:v${kubernetes}\\.\\d+@sha256:[0-9a-f]{64}$`));
    expect(runsOf(job)).toEqual([
      'docker build --tag mailroom:e2e .',
      'kind load docker-image mailroom:e2e --name mailroom',
      'scripts/e2e-kubernetes.sh mailroom:e2e',
    ]);
  });

  it('has its workflows looked at', () => {
    expect(stepUsing(jobs.get('workflows')!, 'zizmorcore/zizmor-action').with).toEqual({
      'advanced-security': false,
    });
  });
});

describe('image.yaml', () => {
  const jobs = ownJobs(image);
  const build = jobs.get('build')!;

  it('runs for main, for version tags, each week, and when it is asked to', () => {
    expect(image.on).toEqual({
      push: { branches: ['main'], tags: ['v*'] },
      schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* 1$/) as string }],
      workflow_dispatch: null,
    });
  });

  it('has a group for each commit, so that none is dropped for a newer one', () => {
    expect(image.concurrency).toEqual({
      group: 'image-${{ github.event_name }}-${{ github.ref_name }}-${{ github.sha }}',
      'cancel-in-progress': false,
    });
  });

  it('publishes only what has passed all checks, a version only when it is one', () => {
    expect(image.jobs.checks).toMatchObject({ uses: './.github/workflows/ci.yaml' });
    expect(jobs.get('version')).toMatchObject({ if: "github.ref_type == 'tag'" });
    expect(runsOf(jobs.get('version')!)).toEqual(['scripts/release-notes.sh "$GITHUB_REF_NAME"']);
    expect(build.needs).toEqual(['checks', 'version']);
    expect(build.if).toContain("needs.checks.result == 'success'");
    expect(jobs.get('tag')!.needs).toBe('build');
    expect(jobs.get('release')!.needs).toEqual(['build', 'tag']);
  });

  it('builds for both kinds of machines, the same layers from the same source, without a tag', () => {
    const { with: inputs } = stepUsing(build, 'docker/build-push-action');
    expect(inputs).toMatchObject({
      platforms: 'linux/amd64,linux/arm64',
      'build-args':
        'MAILROOM_COMMIT=${{ github.sha }}\nMAILROOM_SOURCE=${{ github.server_url }}/${{ github.repository }}\n',
      provenance: 'mode=max',
      sbom: true,
      pull: true,
    });
    expect(String(inputs!.outputs).split(',')).toEqual(
      expect.arrayContaining(['push=true', 'push-by-digest=true', 'rewrite-timestamp=true']),
    );
    expect(inputs).not.toHaveProperty('tags');
    expect(runsOf(build).join('\n')).toContain(
      'SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)" >>"$GITHUB_ENV"',
    );
    for (const [name] of String(inputs!['build-args']).matchAll(/^\w+/gm))
      expect(readFileSync('Dockerfile', 'utf8')).toContain(`ARG ${name}=`);
  });

  it('publishes nothing that comes from a cache, to which others may have written', () => {
    const steps = [...jobs.values(), ...ownJobs(bases).values()].flatMap((job) => job.steps);
    const buildx = steps.filter(
      (step) => 'uses' in step && step.uses.startsWith('docker/setup-buildx-action@'),
    );
    expect(buildx).toHaveLength(3);
    for (const step of buildx) expect(step).toMatchObject({ with: { 'cache-binary': false } });
    expect(stepUsing(build, 'docker/build-push-action').with).not.toHaveProperty('cache-from');
  });

  it('scans what it has built before anything else is done with it', () => {
    const actions = build.steps.map((step) => ('uses' in step ? step.uses.split('@')[0] : ''));
    const scan = actions.indexOf('aquasecurity/trivy-action');
    expect(build.steps[scan]).toMatchObject({
      with: { 'image-ref': '${{ steps.image.outputs.name }}@${{ steps.build.outputs.digest }}', ...SCAN },
    });
    expect(actions.indexOf('docker/build-push-action')).toBeLessThan(scan);
    expect(scan).toBeLessThan(actions.indexOf('actions/attest'));
  });

  it('each week builds on the newest bases, and publishes when a layer is another one', () => {
    const pin = build.steps.find((step) => 'run' in step && step.run === 'scripts/pin-bases.sh');
    expect(pin).toMatchObject({ if: "github.event_name == 'schedule'" });
    expect(build.outputs).toHaveProperty('changed', '${{ steps.compare.outputs.changed }}');
    expect(jobs.get('tag')!.if).toContain(
      "github.event_name != 'schedule' || needs.build.outputs.changed == 'true'",
    );
  });

  it('describes the image as the Dockerfile and the package do', () => {
    const { labels } = stepUsing(build, 'docker/metadata-action').with!;
    expect(labels).toContain(`image.description=${manifest.description}\n`);
    expect(readFileSync('Dockerfile', 'utf8')).toContain(`image.description="${manifest.description}"`);
  });

  it('keeps the manifests with the image filled in', () => {
    expect(build.steps.at(-2)).toMatchObject({
      env: { IMAGE: '${{ steps.image.outputs.name }}@${{ steps.build.outputs.digest }}' },
      run: 'scripts/release-manifests.sh "$IMAGE" manifests',
    });
    expect(stepUsing(build, 'actions/upload-artifact').with).toMatchObject({ path: 'manifests' });
  });

  it('releases a version with all its files, the manifests attested', () => {
    const release = jobs.get('release')!;
    expect(runsOf(release)).toEqual([
      'scripts/release-files.sh "$GITHUB_REF_NAME" "$IMAGE" release',
      expect.stringMatching(
        /^gh release create "\$GITHUB_REF_NAME" --verify-tag .*--notes-file release\/notes\.md release\/mailroom\.\*$/,
      ),
    ]);
    expect(stepUsing(release, 'actions/attest').with).toEqual({ 'subject-path': 'release/mailroom.yaml' });
  });
});

describe('bases.yaml', () => {
  const pin = ownJobs(bases).get('pin')!;

  it('proposes the newest bases each week, before the image is built on them', () => {
    expect(bases.on).toEqual({ schedule: [{ cron: '23 3 * * 1' }], workflow_dispatch: null });
    expect(runsOf(pin)).toEqual(['scripts/pin-bases.sh', 'scripts/propose-bases.sh']);
  });
});

describe('dependabot.yml', () => {
  it('keeps packages, base images and actions current', () => {
    const update = z.strictObject({
      'package-ecosystem': z.enum(['npm', 'docker', 'github-actions']),
      directory: z.literal('/'),
      schedule: z.strictObject({ interval: z.literal('weekly') }),
      cooldown: z.strictObject({ 'default-days': z.int().positive() }),
      groups: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
      ignore: z
        .array(z.strictObject({ 'dependency-name': z.string(), 'update-types': z.array(z.string()) }))
        .optional(),
    });
    const schema = z.strictObject({ version: z.literal(2), updates: z.array(update) });
    const { updates } = schema.parse(parseStrictly(readFileSync('.github/dependabot.yml', 'utf8'), '1.2'));
    expect(updates.map((entry) => entry['package-ecosystem'])).toEqual(['npm', 'docker', 'github-actions']);
  });
});
