import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseStrictly } from '../support/strict-yaml.ts';
import { type Job, ownJobs, readWorkflow, type Step } from '../support/workflow.ts';

const ci = readWorkflow('.github/workflows/ci.yaml');
const image = readWorkflow('.github/workflows/image.yaml');

const manifest = z
  .object({ description: z.string(), engines: z.object({ node: z.string() }) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

const stepUsing = (job: Job, action: string): Extract<Step, { uses: string }> => {
  const step = job.steps.find((candidate) => 'uses' in candidate && candidate.uses.startsWith(`${action}@`));
  if (step === undefined || !('uses' in step)) throw new Error(`No step uses ${action}`);
  return step;
};

describe('ci.yaml', () => {
  const checks = ownJobs(ci).get('checks')!;

  it('runs for pull requests, for pushes, and before an image is published', () => {
    expect(ci.on).toEqual({ pull_request: null, push: { 'branches-ignore': ['main'] }, workflow_call: null });
  });

  it('runs everything that .ci/run does, on the oldest Node that is supported and on those after it', () => {
    expect(checks.strategy).toEqual({ 'fail-fast': false, matrix: { node: [20, 22, 24] } });
    expect(manifest.engines.node).toMatch(/^>=20\./);
    expect(checks.container?.image).toBe('node:${{ matrix.node }}-bookworm');
    expect(checks.steps.at(-1)).toEqual({ run: '.ci/run' });
  });

  it('builds and runs the image', () => {
    expect(ownJobs(ci).get('image')!.steps.at(-1)).toMatchObject({ run: 'npm run test:image' });
  });
});

describe('image.yaml', () => {
  const publish = ownJobs(image).get('publish')!;
  const build = stepUsing(publish, 'docker/build-push-action');
  const metadata = stepUsing(publish, 'docker/metadata-action');

  it('runs for main and for version tags, one after the other', () => {
    expect(image.on).toEqual({ push: { branches: ['main'], tags: ['v*'] } });
    expect(image.concurrency['cancel-in-progress']).toBe(false);
  });

  it('publishes only what has passed all checks', () => {
    expect(image.jobs.checks).toMatchObject({ uses: './.github/workflows/ci.yaml' });
    expect(publish.needs).toBe('checks');
  });

  it('builds for both kinds of machines, with the commit, a cache, provenance and a bill of materials', () => {
    expect(build.with).toMatchObject({
      platforms: 'linux/amd64,linux/arm64',
      push: true,
      'build-args': 'MAILROOM_COMMIT=${{ github.sha }}',
      provenance: 'mode=max',
      sbom: true,
      'cache-from': 'type=gha',
      'cache-to': 'type=gha,mode=max',
    });
    expect(readFileSync('Dockerfile', 'utf8')).toContain('ARG MAILROOM_COMMIT');
  });

  it('tags main with latest and the short SHA, and a version with itself', () => {
    const onMain = "enable=${{ github.ref == 'refs/heads/main' }}";
    expect(String(metadata.with!.tags).trim().split('\n')).toEqual([
      `type=raw,value=latest,${onMain}`,
      `type=sha,prefix=,format=short,${onMain}`,
      'type=semver,pattern={{version}}',
      'type=semver,pattern={{major}}.{{minor}}',
    ]);
  });

  it('describes the image as the Dockerfile and the package do', () => {
    expect(metadata.with!.labels).toContain(`image.description=${manifest.description}\n`);
    expect(readFileSync('Dockerfile', 'utf8')).toContain(`image.description="${manifest.description}"`);
  });

  it('keeps the manifests with the image filled in', () => {
    expect(publish.steps.at(-2)).toMatchObject({
      env: { IMAGE: '${{ steps.image.outputs.name }}@${{ steps.build.outputs.digest }}' },
      run: 'scripts/release-manifests.sh "$IMAGE" manifests',
    });
    expect(stepUsing(publish, 'actions/upload-artifact').with).toMatchObject({ path: 'manifests' });
  });
});

describe('dependabot.yml', () => {
  it('keeps packages, base images and actions current', () => {
    const update = z.strictObject({
      'package-ecosystem': z.enum(['npm', 'docker', 'github-actions']),
      directory: z.literal('/'),
      schedule: z.strictObject({ interval: z.literal('weekly') }),
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
