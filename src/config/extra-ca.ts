import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * What is wrong with the file of certificates that Node is to trust besides its own. Node itself only prints a warning, in
 * a form of its own, and every connection fails later. Tells neither the path nor what is in the file.
 */
export function extraCaProblem({ NODE_EXTRA_CA_CERTS: path = '' }: NodeJS.ProcessEnv): string[] {
  if (path === '') return [];
  try {
    new X509Certificate(readFileSync(path));
    return [];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const what = /^E[A-Z]+$/.test(code) ? `cannot be read (${code})` : 'holds no certificate in PEM';
    return [`NODE_EXTRA_CA_CERTS names a file that ${what}: give the path of your authority's certificate.`];
  }
}
