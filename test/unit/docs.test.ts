import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CATEGORIES } from '../../src/config/categories/categories.ts';
import { DEFAULT_TEXTS, VARIABLES } from '../../src/config/variables.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
];

const read = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8');

const withoutCodeBlocks = (markdown: string): string => markdown.replace(/^```.*?^```$/gms, '');

/** Targets of links to files of the project and to headings. */
const relativeLinks = (markdown: string): string[] =>
  [...withoutCodeBlocks(markdown).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/i.test(target));

/** As GitHub makes them of headings. */
const anchorsOf = (markdown: string): string[] =>
  [...withoutCodeBlocks(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

function isBroken(from: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from : relative(ROOT, resolve(ROOT, dirname(from), path));
  if (!existsSync(resolve(ROOT, file))) return true;
  return anchor !== undefined && !anchorsOf(read(file)).includes(anchor);
}

describe.each(DOCUMENTS)('%s', (path) => {
  it('links to files and headings that exist', () => {
    expect(relativeLinks(read(path)).filter((target) => isBroken(path, target))).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(path).matchAll(/\bnpm (?:run (?:--\S+ )*([\w:-]+)|(test)\b)/g)].map(
      ([, script, test]) => script ?? test ?? '',
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('the README', () => {
  it('is read in two minutes: it has 900 words at most', () => {
    const words = withoutCodeBlocks(read('README.md'))
      .replace(/\]\([^)]*\)/g, ']')
      .match(/[\p{L}\p{N}@`][^\s|]*/gu);

    expect(words?.length).toBeLessThanOrEqual(900);
  });

  it('names variables that there are, with their defaults', () => {
    const rows = [...read('README.md').matchAll(/^\| `(MAILROOM_\w+)` *\| (?:`(.*?)`)? *\|/gm)];
    expect(rows).toHaveLength(5);
    expect(rows.map(([, name, preset]) => [name, preset])).toEqual(
      rows.map(([, name]) => [name, VARIABLES.find((variable) => variable.name === name)?.default]),
    );
  });

  it('says what each label does', () => {
    const rows = [...read('README.md').matchAll(/^\| `(@\w+)` *\| `(.*?)` *\| `?([^`|]*?)`? *\|/gm)];

    expect(rows.map(([, ...cells]) => cells)).toEqual(
      DEFAULT_CATEGORIES.map(({ label, group, mailbox }) => [label, group, mailbox]),
    );
  });
});

describe('the page about the configuration', () => {
  const section = (heading: string): string => {
    const [, text = ''] = read('docs/configuration.md').split(`\n${heading}\n`);
    const [own = ''] = text.split(/^#{2,3} /m);
    return own;
  };
  /** Cells of the tables' rows, without the backticks and backslashes of Markdown. */
  const rowsOf = (markdown: string): string[][] =>
    markdown
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim().replace(/[`\\]/g, '')),
      );

  it('lists every variable with its default and what it is for, and no other', () => {
    const rows = [...rowsOf(section('## Variables')), ...rowsOf(section('## Categories'))];
    const documented = rows.filter(([name]) => name?.startsWith('MAILROOM_'));
    expect(documented).toEqual(
      VARIABLES.map(({ name, default: preset = '', description }) => [name, preset, description]),
    );
  });

  it('names every mailbox and group that must be made, and how many there are', () => {
    const text = section('## The mailboxes, groups and labels');
    const [makes = ''] = text.split('What a label does:');
    const named = new Set([...makes.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    const mailboxes = new Set([
      ...['SCREENER_MAILBOX', 'LABEL_TO_SCREENER', 'LABEL_WHOLE_DOMAIN', 'LABEL_ERROR', 'LABEL_WARNING'].map(
        (name) => DEFAULT_TEXTS[`MAILROOM_${name}`],
      ),
      ...DEFAULT_CATEGORIES.flatMap(({ label, mailbox }) => [label, mailbox]),
    ]);
    mailboxes.delete('Inbox');
    const groups = new Set([
      ...DEFAULT_CATEGORIES.map(({ group }) => group),
      DEFAULT_TEXTS.MAILROOM_GROUP_SCREENER,
    ]);

    expect(named).toEqual(new Set([...mailboxes, ...groups]));
    expect(text).toContain(`${mailboxes.size} mailboxes`);
    expect(text).toContain(`${groups.size} contact groups`);
  });

  it('says what each label does', () => {
    const [, ...rows] = rowsOf(
      section('## The mailboxes, groups and labels').split('What a label does:')[1] ?? '',
    );
    expect(rows.slice(1)).toEqual(
      DEFAULT_CATEGORIES.map(({ label, group, mailbox, contactType }) => [
        label,
        group,
        mailbox,
        `a ${contactType}`,
      ]),
    );
  });
});

describe('decisions', () => {
  const records = readdirSync(join(ROOT, 'docs/decisions'))
    .filter((name) => /^\d{4}-.*\.md$/.test(name))
    .sort();
  const lines = (name: string): string[] => read(join('docs/decisions', name)).split('\n');

  it('are in the index, in order and with their titles', () => {
    const entries = [...read('docs/decisions/README.md').matchAll(/^- \[(.*)\]\((.*?)\)/gm)];

    expect(entries.map(([, title, name]) => [name, `# ${title}`])).toEqual(
      records.map((name) => [name, lines(name)[0]]),
    );
  });

  it.each(records)('%s names other records by their number', (name) => {
    const links = [
      ...lines(name)
        .join('\n')
        .matchAll(/\[decision (\d+)\]\((\d+)-/gi),
    ];

    expect(links.map(([, number]) => Number(number))).toEqual(links.map(([, , file]) => Number(file)));
    expect(lines(name).join('\n')).not.toMatch(/\[\d+\]\(/);
  });

  it('say in their first line what superseded them', () => {
    const superseding = records.flatMap((name) => {
      const [, , first = ''] = lines(name);
      const superseded = first.startsWith('Supersedes') ? relativeLinks(first) : [];
      return superseded.map((old) => [old, name]);
    });

    expect(superseding).not.toEqual([]);
    for (const [old = '', name = ''] of superseding)
      expect(lines(old)[2], old).toMatch(new RegExp(`^Superseded .*\\(${name}\\)`));
  });
});
