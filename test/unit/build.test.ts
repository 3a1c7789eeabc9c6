import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const COMMIT = '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567';
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

describe('npm run build', () => {
  // A folder of its own, for dist/ is what other tests run.
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mailroom-build-'));
    for (const name of ['package.json', 'tsconfig.json', 'node_modules', 'src', 'LICENSE']) {
      symlinkSync(resolve(name), join(folder, name));
    }
    versionBuiltFrom({});
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const node = (args: string[], env: NodeJS.ProcessEnv = {}) =>
    execFileSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' });

  const program = (): string => readFileSync(join(folder, 'dist/mailroom.js'), 'utf8');

  const versionBuiltFrom = (env: NodeJS.ProcessEnv): string => {
    node([resolve('scripts/build.mjs')], env);
    return node(['dist/mailroom.js', '--version']).trim();
  };

  it.each([
    ['of a commit', { MAILROOM_COMMIT: COMMIT }, `${version}+0a1b2c3`],
    ['of no known commit', { MAILROOM_COMMIT: '' }, version],
    ['outside of any repository', {}, version],
  ])('makes a program that tells its version: %s', (_, env, expected) => {
    expect(versionBuiltFrom(env)).toBe(expected);
  });

  it('makes a program of ASCII characters, which V8 keeps at a byte each, and not all at two', () => {
    // eslint-disable-next-line no-control-regex -- all that are ASCII
    expect(program().match(/.*[^\u0000-\u007f].*/g)).toBeNull();
  });

  it('makes a program that imports no HTTP, for which Node 24 would load a second client', () => {
    expect(program().match(/from ?["'](node:)?https?["']/g)).toBeNull();
  });

  it('writes the licenses of all that is in the program beside it', () => {
    const licenses = readFileSync(join(folder, 'dist/LICENSES.txt'), 'utf8');
    const map = JSON.parse(readFileSync(join(folder, 'dist/mailroom.js.map'), 'utf8')) as {
      sources: string[];
    };
    const bundled = map.sources.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
    expect(new Set(bundled).size).toBeGreaterThan(5);
    for (const name of new Set(bundled)) expect(licenses).toMatch(new RegExp(`^${name} \\d.*\\n\\n`, 'm'));
    const sections = licenses.split(`\n${'-'.repeat(80)}\n`);
    for (const section of sections) {
      expect(section).toContain('Copyright');
      expect(section).toMatch(/AS IS/);
    }
  });

  it('refuses what is no commit', () => {
    expect(() => versionBuiltFrom({ MAILROOM_COMMIT: 'main' })).toThrow('MAILROOM_COMMIT must be');
  });
});
