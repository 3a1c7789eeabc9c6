import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

/** The newest majors, and the inputs of each that this project uses. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'actions/checkout@v7': ['persist-credentials'],
  'actions/setup-node@v7': ['node-version-file', 'cache'],
  'docker/setup-buildx-action@v4': [],
  'docker/login-action@v4': ['registry', 'username', 'password'],
  'docker/metadata-action@v6': ['images', 'flavor', 'tags', 'labels'],
  'docker/build-push-action@v7': [
    ...['context', 'platforms', 'push', 'build-args', 'tags', 'labels'],
    ...['provenance', 'sbom', 'cache-from', 'cache-to'],
  ],
  'actions/attest@v4': ['subject-name', 'subject-digest', 'push-to-registry', 'create-storage-record'],
  'actions/upload-artifact@v7': ['name', 'path', 'if-no-files-found'],
};

describe('every workflow', () => {
  it('is one of these', () => {
    expect(files).toEqual([`${FOLDER}/ci.yaml`, `${FOLDER}/image.yaml`]);
  });

  it('gives nobody more than it must', () => {
    const ci = readWorkflow(`${FOLDER}/ci.yaml`);
    const image = readWorkflow(`${FOLDER}/image.yaml`);
    const allowed = [
      ci.permissions,
      image.permissions,
      ...Object.values(image.jobs).map((job) => job.permissions),
    ];
    expect(allowed).toEqual([
      { contents: 'read' },
      {},
      { contents: 'read' },
      { contents: 'read', packages: 'write', 'id-token': 'write', attestations: 'write' },
    ]);
    expect(Object.values(ci.jobs).map((job) => job.permissions)).toEqual([undefined, undefined]);
  });

  it.each(steps.filter((step) => 'uses' in step))('uses a known action in a known way: $uses', (step) => {
    expect(Object.keys(ACTIONS)).toContain(step.uses);
    for (const input of Object.keys(step.with ?? {})) expect(ACTIONS[step.uses]).toContain(input);
  });

  it('keeps the token out of what is checked out', () => {
    const checkouts = steps.filter((step) => 'uses' in step && step.uses.startsWith('actions/checkout@'));
    expect(checkouts).toHaveLength(jobs.length);
    for (const step of checkouts) expect(step).toMatchObject({ with: { 'persist-credentials': false } });
  });

  it.each(jobs)('refers to what is there: %s', (_, job) => {
    const known = ['github.actor', 'github.ref', 'github.repository', 'github.sha', 'secrets.GITHUB_TOKEN'];
    known.push(...Object.keys(job.strategy?.matrix ?? {}).map((key) => `matrix.${key}`));
    for (const step of job.steps) {
      for (const name of namesIn(step)) expect([name, known]).toEqual([name, expect.arrayContaining([name])]);
      // Outputs can be read by later steps only.
      if (step.id !== undefined)
        known.push(...outputsOf(step).map((output) => `steps.${step.id!}.outputs.${output}`));
    }
    for (const name of namesIn({ ...job, steps: [] })) expect(known).toContain(name);
  });

  it.each(files)('refers to what is there, outside of its jobs: %s', (file) => {
    const known = ['github.event_name', 'github.ref', 'github.workflow'];
    for (const name of namesIn({ ...readWorkflow(file), jobs: {} })) expect(known).toContain(name);
  });

  it('puts no expression into a script, where it could be more than a word', () => {
    expect(expressionsIn(scripts)).toEqual([]);
  });

  it.each(scripts)('runs a script that the shell understands: %s', (script) => {
    expect(spawnSync('bash', ['-n'], { input: script }).stderr.toString()).toBe('');
    const [, npmScript] = /^npm run (\S+)/.exec(script) ?? [];
    if (npmScript !== undefined) expect(Object.keys(manifest.scripts)).toContain(npmScript);
    const [file] = /^(?:scripts|\.ci)\/\S+/.exec(script) ?? [];
    if (file !== undefined) expect(existsSync(file)).toBe(true);
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

/** The names that expressions read, like `github.ref`. */
const namesIn = (part: unknown): string[] =>
  expressionsIn(part).flatMap((expression) => expression.match(/[a-z_]+(?:\.[\w-]+)+/gi) ?? []);

const outputsOf = (step: Step): string[] =>
  'run' in step
    ? [...step.run.matchAll(/"(\w+)=[^"]*" *>>"\$GITHUB_OUTPUT"/g)].map(([, output = '']) => output)
    : ({ metadata: ['tags', 'labels'], build: ['digest'] }[step.id ?? ''] ?? []);
