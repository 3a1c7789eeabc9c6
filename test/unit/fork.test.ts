import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Every test that looks at the manifests, but this one. */
const TESTS = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && !path.endsWith('fork.test.ts'))
  .map((path) => join('test', path))
  .filter((path) => readFileSync(path, 'utf8').includes('k8s'));

/** Whoever deploys from a clone edits it as docs/deploy.md says, and publishes only when all tests pass. */
describe('a fork that is edited as docs/deploy.md says', () => {
  let fork: string;
  beforeEach(() => {
    fork = mkdtempSync(join(tmpdir(), 'mailroom-fork-'));
    const kept = readdirSync('.').filter((name) => !['node_modules', '.git', 'coverage'].includes(name));
    for (const name of kept) cpSync(name, join(fork, name), { recursive: true });
    symlinkSync(resolve('node_modules'), join(fork, 'node_modules'));
  });
  afterEach(() => rmSync(fork, { recursive: true }));

  function edit(path: string, ...changes: [pattern: RegExp, replacement: string][]): void {
    const file = join(fork, path);
    let text = readFileSync(file, 'utf8');
    for (const [pattern, replacement] of changes) {
      expect(text).toMatch(pattern);
      text = text.replace(pattern, replacement);
    }
    writeFileSync(file, text);
  }

  function runTests(): { status: number | null; output: string } {
    const vitest = join(fork, 'node_modules/vitest/vitest.mjs');
    const { PATH, HOME } = process.env;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [vitest, 'run', '--project', 'unit', ...TESTS],
      {
        cwd: fork,
        env: { PATH, HOME, NO_COLOR: '1' },
        encoding: 'utf8',
      },
    );
    return { status, output: stdout + stderr };
  }

  it('stays green with the owner set, and a Secret made from the example', { timeout: 300_000 }, () => {
    const [line = ''] = /^image: .*$/m.exec(readFileSync('docs/deploy.md', 'utf8')) ?? [];
    expect(line).toContain('your-name');
    edit('k8s/20-deployment.yaml', [/image: .*/, line]);
    cpSync(join(fork, 'k8s/15-secret.yaml.example'), join(fork, 'k8s/15-secret.yaml'));

    const { status, output } = runTests();

    expect(status, output).toBe(0);
    expect(output).toContain('manifest-settings.test.ts');
  });

  it(
    'stays green with a digest, other settings, more memory, and accounts of its own',
    { timeout: 300_000 },
    () => {
      edit(
        'k8s/20-deployment.yaml',
        [/image: .*/, `image: ghcr.io/me/post@sha256:${'0a'.repeat(32)}`],
        [/(?<=requests: \{ memory: )\w+/, '192Mi'],
        [/(?<=limits: \{ memory: )\w+/, '192Mi'],
        [/(?<=containerPort: )\d+/, '9090'],
      );
      edit(
        'k8s/10-configmap.yaml',
        [/(?<=POLL_INTERVAL: ).*/, "'60'"],
        [/(?<=MAX_CONSECUTIVE_FAILURES: ).*/, "'3'"],
        [/(?<=LOG_LEVEL: ).*/, 'debug'],
        [/(?<=HEALTH_PORT: ).*/, "'9090'"],
        [/(?<=SCREENER_MAILBOX: ).*/, 'Inbox/Screener'],
        [/(?<=LABEL_ERROR: ).*/, 'Odd'],
        [/(?<=LABEL_WARNING: ).*/, 'Odder'],
        [/(?<=WARNINGS_ENABLED: ).*/, "'false'"],
        [/(?<=OWN_ADDRESSES: ).*/, "'*@my.example'"],
        [/(?<=MAILROOM_CATEGORIES: )''/, '|\n    - Feed\n    - name: Billboard\n      parent: Feed'],
        [/(?<=MAILROOM_CONTACTS: ).*/, 'carddav'],
        [/(?<=DRY_RUN: ).*/, "'true'"],
        [/(?<=JMAP_TOKEN_FILE: ).*/, '/run/secrets/token'],
        [/(?<=GROUP_FEED: ).*/, 'News'],
        [/(?<=GROUP_IMBOX: ).*/, 'Important'],
      );
      renameSync(
        join(fork, 'docs/examples/several-accounts/anna'),
        join(fork, 'docs/examples/several-accounts/zoe'),
      );
      edit(
        'docs/examples/several-accounts/zoe/kustomization.yaml',
        [/mailroom-anna/, 'mailroom-zoe'],
        [/mailroom-anna/, 'mailroom-zoe'],
      );

      const { status, output } = runTests();

      expect(status, output).toBe(0);
    },
  );
});
