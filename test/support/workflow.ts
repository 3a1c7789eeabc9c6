import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseStrictly } from './strict-yaml.ts';

// The parts of GitHub's workflow syntax that this project uses; a key that is not listed is a mistake, or belongs here.

const name = z.string().min(1);
const values = z.record(z.string(), z.union([z.string(), z.boolean(), z.number()]));
const branchFilter = z.strictObject({
  branches: z.array(name).optional(),
  'branches-ignore': z.array(name).optional(),
  tags: z.array(name).optional(),
});
const permissions = z.strictObject({
  contents: z.enum(['read', 'write']).optional(),
  packages: z.enum(['read', 'write']).optional(),
  'id-token': z.enum(['write']).optional(),
  attestations: z.enum(['write']).optional(),
  'pull-requests': z.enum(['write']).optional(),
  actions: z.enum(['write']).optional(),
});

const usingStep = z.strictObject({
  name: name.optional(),
  id: name.optional(),
  if: name.optional(),
  uses: name,
  with: values.optional(),
});
const runningStep = z.strictObject({
  name: name.optional(),
  id: name.optional(),
  if: name.optional(),
  run: name,
  env: values.optional(),
});

const callingJob = z.strictObject({ name, uses: name, permissions, needs: name.optional() });
const ownJob = z.strictObject({
  name,
  needs: z.union([name, z.array(name)]).optional(),
  if: name.optional(),
  outputs: z.record(z.string(), name).optional(),
  'runs-on': z.literal('ubuntu-latest'),
  'timeout-minutes': z.int().positive(),
  permissions: permissions.optional(),
  strategy: z
    .strictObject({
      'fail-fast': z.boolean(),
      matrix: z.union([
        z.strictObject({ include: z.array(z.record(z.string(), z.string())) }),
        z.record(z.string(), z.array(z.number())),
      ]),
    })
    .optional(),
  container: z.strictObject({ image: name, options: name.optional() }).optional(),
  steps: z.array(z.union([usingStep, runningStep])).min(1),
});

const workflow = z.strictObject({
  name,
  on: z.strictObject({
    pull_request: z.null().optional(),
    push: branchFilter.optional(),
    workflow_call: z.null().optional(),
    workflow_dispatch: z.null().optional(),
    schedule: z.array(z.strictObject({ cron: name })).optional(),
  }),
  permissions,
  concurrency: z.strictObject({ group: name, 'cancel-in-progress': z.union([z.boolean(), name]) }),
  jobs: z.record(z.string(), z.union([callingJob, ownJob])),
});

export type Workflow = z.infer<typeof workflow>;
export type Job = z.infer<typeof ownJob>;
export type Step = Job['steps'][number];

/** Parses a workflow; throws at everything that is not known to be right. */
export const parseWorkflow = (text: string): Workflow => workflow.parse(parseStrictly(text, '1.2'));

export const readWorkflow = (path: string): Workflow => parseWorkflow(readFileSync(path, 'utf8'));

/** The jobs with steps of their own, by name. */
export const ownJobs = ({ jobs }: Workflow): Map<string, Job> =>
  new Map(Object.entries(jobs).flatMap(([id, job]) => ('steps' in job ? [[id, job]] : [])));

/** What stands between `${{` and `}}`, anywhere in a part of a workflow. */
export const expressionsIn = (part: unknown): string[] =>
  [...JSON.stringify(part).matchAll(/\$\{\{\s*(.*?)\s*\}\}/g)].map(([, expression = '']) => expression);
