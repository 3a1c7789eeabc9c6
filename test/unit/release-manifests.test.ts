import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseManifest, problemsOf } from '../support/manifest.ts';

const IMAGE = `ghcr.io/me/mailroom@sha256:${'0a'.repeat(32)}`;

describe('release-manifests.sh', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mailroom-manifests-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const release = (image: string, cwd = '.') =>
    execFileSync('scripts/release-manifests.sh', [image, join(folder, 'out')], { cwd, encoding: 'utf8' });

  it('fills the image in, and changes nothing else that counts', () => {
    release(IMAGE);

    const written = readdirSync(join(folder, 'out'));
    expect(written).toEqual([
      '00-namespace.yaml',
      '10-configmap.yaml',
      '20-deployment.yaml',
      'secret.yaml.example',
    ]);
    for (const name of written) {
      const text = readFileSync(join(folder, 'out', name), 'utf8');
      const original = readFileSync(join('k8s', name), 'utf8');
      expect(text).not.toContain('OWNER');
      expect(problemsOf(parseManifest(text))).toEqual([]);
      expect(parseManifest(text)).toEqual(
        parseManifest(original.replace('ghcr.io/OWNER/mailroom:latest', IMAGE)),
      );
    }
  });

  it('leaves a real Secret where it is', () => {
    const project = join(folder, 'project');
    mkdirSync(project);
    cpSync('scripts', join(project, 'scripts'), { recursive: true });
    cpSync('k8s', join(project, 'k8s'), { recursive: true });
    writeFileSync(join(project, 'k8s/secret.yaml'), 'kind: Secret\n');

    release(IMAGE, project);

    expect(readdirSync(join(folder, 'out'))).not.toContain('secret.yaml');
  });

  it.each(['', 'ghcr.io/me/mailroom', 'ghcr.io/Me/mailroom:latest', 'ghcr.io/me/mailroom:a b', 'a:b|e'])(
    'refuses %j as an image',
    (image) => {
      expect(() => release(image)).toThrow('release-manifests.sh');
    },
  );
});
