import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const NAME = 'ghcr.io/me/mailroom';

/** The scripts of the workflows, with a registry and a GitHub that answer from files. */
let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mailroom-scripts-'));
  for (const name of ['scripts', 'k8s']) cpSync(name, join(project, name), { recursive: true });
  for (const name of ['Dockerfile', 'package.json', 'CHANGELOG.md']) cpSync(name, join(project, name));
  mkdirSync(join(project, 'bin'));
  mkdirSync(join(project, 'registry'));
});
afterEach(() => rmSync(project, { recursive: true }));

/** Answers with the file that is called like the last argument that names an image; writes down the calls. */
const DOCKER = `#!/bin/sh
echo "$*" >>calls
for argument in "$@"; do
  file=registry/$(printf %s "$argument" | tr '/:' '__')
  if [ -f "$file" ]; then cat "$file"; exit; fi
done
case $* in *create*) exit ;; esac
echo 'not found' >&2
exit 1
`;

function install(program: string, script: string): void {
  writeFileSync(join(project, 'bin', program), script);
  chmodSync(join(project, 'bin', program), 0o755);
}

const inRegistry = (name: string, answer: unknown): void =>
  writeFileSync(
    join(project, 'registry', name.replaceAll(/[/:]/g, '_')),
    typeof answer === 'string' ? `${answer}\n` : JSON.stringify(answer),
  );

function run(script: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  install('docker', DOCKER);
  const { status, stdout, stderr } = spawnSync(join('scripts', script), args, {
    cwd: project,
    env: { PATH: `${join(project, 'bin')}${delimiter}${process.env.PATH ?? ''}`, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const calls = (): string[] => readFileSync(join(project, 'calls'), 'utf8').trim().split('\n');

describe('pin-bases.sh', () => {
  const bases = [...readFileSync('Dockerfile', 'utf8').matchAll(/^FROM (?:--\S+ )?([^\s@]+)/gm)].map(
    ([, base = '']) => base,
  );
  const pinned = (): string[] => readFileSync(join(project, 'Dockerfile'), 'utf8').match(/^FROM.*/gm) ?? [];

  it('writes the digests behind the tags, and newer ones in their place', () => {
    for (const digit of ['1', '2']) {
      for (const base of bases) inRegistry(base, digest(digit));

      expect(run('pin-bases.sh')).toMatchObject({ status: 0, stderr: '' });

      expect(pinned()).toEqual([
        `FROM --platform=$BUILDPLATFORM ${bases[0]!}@${digest(digit)} AS build`,
        `FROM ${bases[1]!}@${digest(digit)}`,
      ]);
    }
  });

  it.each(['', 'no digest'])(
    'fails where the registry answers %j, and leaves the file as it is',
    (answer) => {
      for (const base of bases) inRegistry(base, answer);

      expect(run('pin-bases.sh').status).not.toBe(0);
      expect(readFileSync(join(project, 'Dockerfile'), 'utf8')).toBe(readFileSync('Dockerfile', 'utf8'));
    },
  );
});

describe('propose-bases.sh', () => {
  const git = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(
      'git',
      ['-c', 'user.name=x', '-c', 'user.email=x@x.example', ...args],
      {
        cwd: project,
        env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
        encoding: 'utf8',
      },
    );
    expect(status, stderr).toBe(0);
    return stdout.trim();
  };

  /** GitHub's program, with so many open pull requests of the branch. */
  const withOpenRequests = (count: number): void =>
    install('gh', `#!/bin/sh\necho "gh $1 $2" >>calls\ncase "$1 $2" in 'pr list') echo ${count} ;; esac\n`);

  const propose = () =>
    run('propose-bases.sh', [], { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' });

  beforeEach(() => {
    git('init', '--quiet', '--initial-branch=main', '.');
    git('add', 'Dockerfile', 'package.json');
    git('commit', '--quiet', '--message=first');
    git('init', '--quiet', '--bare', 'remote');
    git('remote', 'add', 'origin', join(project, 'remote'));
  });

  it.each([
    [0, ['gh auth setup-git', 'gh pr list', 'gh pr create', 'gh workflow run']],
    [1, ['gh auth setup-git', 'gh pr list', 'gh workflow run']],
  ])('pushes what has changed, and has it checked, with %d requests open', (count, expected) => {
    withOpenRequests(count);
    writeFileSync(join(project, 'Dockerfile'), 'FROM other\n');

    expect(propose()).toMatchObject({ status: 0, stderr: '' });

    expect(git('--git-dir=remote', 'show', 'base-images:Dockerfile')).toBe('FROM other');
    expect(git('--git-dir=remote', 'show', '--name-only', '--format=%s', 'base-images')).toBe(
      'Take the newest base images\n\nDockerfile',
    );
    expect(calls()).toEqual(expected);
  });

  it('does nothing where nothing has changed', () => {
    withOpenRequests(0);

    expect(propose()).toMatchObject({ status: 0, stdout: 'The base images are the newest.\n' });
    expect(git('--git-dir=remote', 'branch', '--list')).toBe('');
    expect(existsSync(join(project, 'calls'))).toBe(false);
  });
});

describe('layers-changed.sh', () => {
  /** An image for two platforms, whose layers are these. */
  function publish(reference: string, id: string, layers: Readonly<Record<string, readonly string[]>>): void {
    const platforms = Object.keys(layers).map((architecture, n) => ({
      platform: { os: 'linux', architecture },
      digest: digest(`${id}${n}`),
    }));
    const provenance = { platform: { os: 'unknown', architecture: 'unknown' }, digest: digest(`${id}9`) };
    inRegistry(reference, { manifests: [...platforms, provenance] });
    for (const { platform, digest: of } of platforms)
      inRegistry(`${NAME}@${of}`, {
        layers: layers[platform.architecture]!.map((layer) => ({ digest: layer })),
      });
  }
  const changed = () => run('layers-changed.sh', [`${NAME}:latest`, `${NAME}@${digest('f')}`]);

  it.each([
    ['the same on both platforms, in another order', { arm64: ['c', 'd'], amd64: ['a', 'b'] }, 'false'],
    ['another one on one platform', { amd64: ['a', 'b'], arm64: ['c', 'e'] }, 'true'],
    ['one more', { amd64: ['a', 'b', 'b'], arm64: ['c', 'd'] }, 'true'],
    ['another platform', { amd64: ['a', 'b'] }, 'true'],
  ])('tells of layers that are %s', (_, layers, answer) => {
    publish(`${NAME}:latest`, '1', { amd64: ['a', 'b'], arm64: ['c', 'd'] });
    publish(`${NAME}@${digest('f')}`, '2', layers);

    expect(changed()).toEqual({ status: 0, stdout: `${answer}\n`, stderr: '' });
  });

  it('takes everything for changed where nothing was published yet', () => {
    publish(`${NAME}@${digest('f')}`, '2', { amd64: ['a'] });

    expect(changed()).toMatchObject({ status: 0, stdout: 'true\n' });
  });

  it('fails where the new image cannot be read', () => {
    publish(`${NAME}:latest`, '1', { amd64: ['a'] });

    expect(changed()).toMatchObject({ status: 1, stdout: '' });
  });
});

describe('tag-image.sh', () => {
  const SHA = '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567';
  const env = { GITHUB_REPOSITORY: 'me/mailroom', GITHUB_SHA: SHA, GITHUB_EVENT_NAME: 'push' };
  const main = { ...env, GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'main' };

  it.each<[string, Record<string, string>, string, string[]]>([
    ['a commit that is still the newest', main, SHA, ['0a1b2c3', 'latest']],
    ['a commit that is not the newest any more', main, 'f'.repeat(40), ['0a1b2c3']],
    ['the weekly rebuild', { ...main, GITHUB_EVENT_NAME: 'schedule' }, SHA, ['latest']],
    [
      'another branch, by hand',
      { ...main, GITHUB_REF_NAME: 'try', GITHUB_EVENT_NAME: 'workflow_dispatch' },
      SHA,
      ['0a1b2c3'],
    ],
    ['a version', { ...env, GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.12.3' }, SHA, ['1.12.3', '1.12']],
  ])('tags %s', (_, variables, newest, tags) => {
    install('gh', `#!/bin/sh\n[ "$*" = 'api repos/me/mailroom/commits/main --jq .sha' ] && echo ${newest}\n`);

    expect(run('tag-image.sh', [NAME, digest('f')], variables)).toMatchObject({ status: 0, stderr: '' });

    expect(calls()).toEqual(
      tags.map((tag) => `buildx imagetools create --tag ${NAME}:${tag} ${NAME}@${digest('f')}`),
    );
  });

  it('fails where GitHub does not say which commit is the newest', () => {
    install('gh', '#!/bin/sh\nexit 1\n');

    expect(run('tag-image.sh', [NAME, digest('f')], main).status).toBe(1);
  });
});

describe('a release', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const tag = `v${version}`;
  const CHANGES = `## [Unreleased]\n\n- Later\n\n## [${version}] - 2026-11-26\n\n### Added\n\n- This\n\n## [0.0.1]\n\n- Earlier\n`;

  const release = (as = tag) => run('release-files.sh', [as, `${NAME}@${digest('f')}`, 'out']);

  it('consists of notes, manifests with the image, their checksum, and bills of materials', () => {
    writeFileSync(join(project, 'CHANGELOG.md'), CHANGES);
    inRegistry(`${NAME}@${digest('f')}`, { spdxVersion: 'SPDX-2.3' });

    expect(release()).toMatchObject({ status: 0, stderr: '' });

    expect(readFileSync(join(project, 'out/notes.md'), 'utf8').trim()).toBe('### Added\n\n- This');
    expect(readFileSync(join(project, 'out/mailroom.yaml'), 'utf8')).toContain(
      `image: ${NAME}@${digest('f')}\n`,
    );
    const check = spawnSync('sha256sum', ['--check', 'mailroom.yaml.sha256'], { cwd: join(project, 'out') });
    expect(check.status).toBe(0);
    for (const platform of ['amd64', 'arm64'])
      expect(readFileSync(join(project, `out/mailroom.${platform}.spdx.json`), 'utf8')).toContain('SPDX-2.3');
  });

  it('is not made without a bill of materials', () => {
    writeFileSync(join(project, 'CHANGELOG.md'), CHANGES);
    inRegistry(`${NAME}@${digest('f')}`, 'null');

    expect(release()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no bill of materials') as string,
    });
  });

  it.each([
    ['v99.0.0', `package.json says ${version}`],
    ['v1.2', 'is not a version'],
    [`${tag}-rc.1`, 'is not a version'],
    [version, 'is not a version'],
  ])('is refused as %s', (as, problem) => {
    writeFileSync(join(project, 'CHANGELOG.md'), CHANGES);

    expect(run('release-notes.sh', [as])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining(problem) as string,
    });
  });

  it('is refused while the changelog says nothing of it', () => {
    writeFileSync(join(project, 'CHANGELOG.md'), CHANGES.replace(`[${version}]`, '[0.0.2]'));

    expect(run('release-notes.sh', [tag])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no section') as string,
    });
  });
});
