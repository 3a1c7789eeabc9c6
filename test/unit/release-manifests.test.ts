import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseManifest, problemsOf } from '../support/manifest.ts';

const IMAGE = `ghcr.io/me/mailroom@sha256:${'0a'.repeat(32)}`;
const WRITTEN = ['00-namespace.yaml', '10-configmap.yaml', '15-secret.yaml.example', '20-deployment.yaml'];

const withImage = (text: string, image: string): string => text.replace(/(?<=^ *image: ).*/m, image);

describe('release-manifests.sh', () => {
  let project: string;
  let out: string;
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'mailroom-manifests-'));
    out = join(project, 'out');
    mkdirSync(join(project, 'scripts'));
    cpSync('scripts/release-manifests.sh', join(project, 'scripts/release-manifests.sh'));
    mkdirSync(join(project, 'k8s'));
    for (const name of WRITTEN) cpSync(join('k8s', name), join(project, 'k8s', name));
  });
  afterEach(() => rmSync(project, { recursive: true }));

  const release = (image: string) =>
    execFileSync('scripts/release-manifests.sh', [image, out], {
      cwd: project,
      encoding: 'utf8',
      stdio: 'pipe',
    });

  const changeDeployment = (change: (text: string) => string): void => {
    const path = join(project, 'k8s/20-deployment.yaml');
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  };

  it('fills the image in, and changes nothing else that counts', () => {
    release(IMAGE);

    expect(readdirSync(out)).toEqual([...WRITTEN, 'mailroom.yaml']);
    for (const name of WRITTEN) {
      const text = readFileSync(join(out, name), 'utf8');
      expect(text).not.toContain('OWNER');
      expect(problemsOf(parseManifest(text))).toEqual([]);
      expect(parseManifest(text)).toEqual(
        parseManifest(withImage(readFileSync(join('k8s', name), 'utf8'), IMAGE)),
      );
    }
  });

  it('puts everything but the Secret into one file, the namespace first', () => {
    release(IMAGE);

    const documents = readFileSync(join(out, 'mailroom.yaml'), 'utf8').split(/^---\n/m);
    const parts = ['00-namespace.yaml', '10-configmap.yaml', '20-deployment.yaml'];
    expect(documents).toEqual(parts.map((name) => readFileSync(join(out, name), 'utf8')));
  });

  it.each(['ghcr.io/me/mailroom:latest', 'ghcr.io/me/mailroom:1.2.3', IMAGE.replaceAll('0a', '0b')])(
    'replaces an image that somebody has filled in: %s',
    (image) => {
      changeDeployment((text) => withImage(text, image));

      release(IMAGE);

      const images = readFileSync(join(out, 'mailroom.yaml'), 'utf8').match(/(?<=image: ).*/g);
      expect(images).toEqual([IMAGE]);
    },
  );

  it.each<[string, (text: string) => string]>([
    ['no image', (text) => text.replace(/^ *image: .*\n/m, '')],
    ['two images', (text) => text.replace(/^ *image: .*\n/m, '$&$&')],
  ])('fails where there is %s to fill in', (_, change) => {
    changeDeployment(change);

    expect(() => release(IMAGE)).toThrow(/the manifests name [02] images/);
  });

  it('leaves a real Secret where it is', () => {
    writeFileSync(join(project, 'k8s/15-secret.yaml'), 'kind: Secret\n');
    writeFileSync(join(project, 'k8s/secret.yaml'), 'kind: Secret\n');

    release(IMAGE);

    expect(readdirSync(out)).toEqual([...WRITTEN, 'mailroom.yaml']);
    expect(readFileSync(join(out, 'mailroom.yaml'), 'utf8')).not.toContain('kind: Secret');
  });

  it.each(['', 'ghcr.io/me/mailroom', 'ghcr.io/Me/mailroom:latest', 'ghcr.io/me/mailroom:a b', 'a:b|e'])(
    'refuses %j as an image',
    (image) => {
      expect(() => release(image)).toThrow('release-manifests.sh');
    },
  );
});
