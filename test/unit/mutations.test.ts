import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, URL } from 'node:url';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { mutate } from '../../scripts/mutate/mutation.ts';
import { MUTATIONS } from '../../scripts/mutate/mutations.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

describe('the list of defects', () => {
  it.each(MUTATIONS)('fits the program as it is: $file: $defect', (mutation) => {
    const text = readFileSync(path(mutation.file), 'utf8');

    const broken = mutate(text, mutation);

    expect(broken).not.toBe(text);
    // What does not even parse is noticed by no test.
    expect(() => transformSync(broken, { loader: 'ts' })).not.toThrow();
    expect(mutation.tests.filter((test) => !existsSync(path(test)))).toEqual([]);
    expect(mutation.tests).not.toEqual([]);
  });

  it('says of no file that it is well where the text is there twice, or not at all', () => {
    const mutation = { file: 'a.ts', defect: 'none', find: 'x', replace: 'y', tests: [] };

    expect(mutate('axb', mutation)).toBe('ayb');
    expect(() => mutate('axbx', mutation)).toThrow('exactly once');
    expect(() => mutate('ab', mutation)).toThrow('exactly once');
  });
});
