import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extraCaProblem } from './extra-ca.ts';

describe('extraCaProblem', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mailroom-ca-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const problemOf = (content: string): string[] => {
    const path = join(folder, 'ca.crt');
    writeFileSync(path, content);
    return extraCaProblem({ NODE_EXTRA_CA_CERTS: path });
  };

  it('finds nothing wrong with one certificate, several, or none that is wanted', () => {
    const [first = '', second = ''] = rootCertificates;
    expect(problemOf(`${first}\n`)).toEqual([]);
    expect(problemOf(`${first}\n${second}\n`)).toEqual([]);
    expect(extraCaProblem({})).toEqual([]);
    expect(extraCaProblem({ NODE_EXTRA_CA_CERTS: '' })).toEqual([]);
  });

  it.each(['', 'hush', '-----BEGIN CERTIFICATE-----\nhush\n-----END CERTIFICATE-----\n'])(
    'says that %j is no certificate, and does not repeat it',
    (content) => {
      expect(problemOf(content)).toEqual([
        "NODE_EXTRA_CA_CERTS names a file that holds no certificate in PEM: give the path of your authority's certificate.",
      ]);
    },
  );

  it.each([
    ['is not there', '/nowhere/hush', 'ENOENT'],
    ['is a folder', tmpdir(), 'EISDIR'],
  ])('says that a file %s, without its path', (_, path, code) => {
    const [problem] = extraCaProblem({ NODE_EXTRA_CA_CERTS: path });
    expect(problem).toMatch(
      new RegExp(`^NODE_EXTRA_CA_CERTS names a file that cannot be read \\(${code}\\): `),
    );
    expect(problem).not.toContain(path);
  });
});
