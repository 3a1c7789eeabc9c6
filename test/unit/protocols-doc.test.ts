import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PAGE = readFileSync('docs/protocols.md', 'utf8');

interface Row {
  /** What the first cell has in code. */
  sent: string[];
  /** Files that the row links to, from the project's root. */
  files: string[];
  cells: string[];
}

const rows = (heading: string): Row[] =>
  (new RegExp(`^## ${heading}\n(.*?)(?=^## |$(?![^]))`, 'ms').exec(PAGE)?.[1] ?? '')
    .split('\n')
    .map((line) => line.split('|').slice(1, -1))
    .filter(([first = '']) => first.includes('`'))
    .map((cells) => ({
      sent: [...(cells[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code),
      files: [...cells.join('|').matchAll(/\]\(\.\.\/(src\/[^)]+)\)/g)].map(([, file = '']) => file),
      cells: cells.map((cell) => cell.trim()),
    }));

const methods = rows('JMAP').filter(({ sent }) => sent[0] !== 'GET');
const requests = rows('CardDAV');

/** The program's own source; the sandbox is a server, and the guard names methods that are never sent. */
const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => join('src', path))
  .filter((path) => path.endsWith('.ts') && !/test|^src\/(?:sandbox|safety)\//.test(path))
  .map((path) => [path, readFileSync(path, 'utf8')] as const);

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

describe('docs/protocols.md', () => {
  it('lists every JMAP method that is sent, and no other', () => {
    const sent = source.flatMap(([, text]) => [...text.matchAll(/\[\s*'([A-Z]\w+\/\w+)'/g)]);

    expect(sorted(methods.flatMap(({ sent: names }) => names))).toEqual(
      sorted(sent.map(([, name = '']) => name)),
    );
  });

  it('lists every kind of WebDAV request that is sent, and no other', () => {
    const sent = source
      .filter(([path]) => path.startsWith('src/dav/'))
      .flatMap(([, text]) => [...text.matchAll(/\bmethod: '([A-Z]+)'/g)]);

    expect(sorted(requests.map(({ sent: [name = ''] }) => name))).toEqual(
      sorted(sent.map(([, name = '']) => name)),
    );
  });

  it.each([...methods, ...requests].map((row) => [row.sent.join(' '), row] as const))(
    'says where %s is sent from, which section it is, and why',
    (_, { sent: [name = ''], files, cells }) => {
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) expect(readFileSync(file, 'utf8')).toContain(`'${name}'`);
      expect(cells[1]).toMatch(/^\d{4} \d/);
      expect(cells.every((cell) => cell !== '')).toBe(true);
    },
  );
});
