import { type Category } from '../../src/config/categories/category.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { categoryChain, DEFAULT_CATEGORIES } from '../../src/config/categories/categories.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { SEVEN_CATEGORIES } from '../support/seven-categories.ts';

const DOC = readFileSync('docs/categories.md', 'utf8');

const sectionOf = (heading: string): string => DOC.split(`## ${heading}\n`)[1]?.split(/^##/m)[0] ?? '';

const yamlIn = (text: string): string => /```yaml\n([^]*?)```/.exec(text)?.[1] ?? '';

const load = (list: string): readonly Category[] =>
  loadConfig({ MAILROOM_JMAP_TOKEN: 'token', MAILROOM_CATEGORIES: list }).config.categories;

/** The rows of a table, without its head, and without the marks around names. */
const rowsIn = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.replaceAll('`', '').trim()),
    );

const rowFor = (category: Category, categories: readonly Category[]): string[] => {
  const chain = categoryChain(category, categories);
  const mailboxes = [...chain.map(({ mailbox }) => mailbox), ...(category.addToInbox ? ['Inbox'] : [])];
  return [category.name, category.label, chain.map(({ group }) => group).join(', '), mailboxes.join(', ')];
};

describe('the examples of own categories', () => {
  it('write the defaults as a list', () => {
    expect(load(yamlIn(sectionOf('The defaults as a list')))).toEqual(DEFAULT_CATEGORIES);
  });

  it('have the seven categories that all scenarios run on', () => {
    expect(yamlIn(sectionOf('Seven categories'))).toBe(SEVEN_CATEGORIES);
  });

  it.each(['Seven categories', 'Two categories'])('%s: the table says what they do', (heading) => {
    const section = sectionOf(heading);
    const categories = load(yamlIn(section));

    expect(categories.length).toBeGreaterThan(1);
    expect(rowsIn(section)).toEqual(categories.map((category) => rowFor(category, categories)));
  });

  it('have one in a single line', () => {
    const [, list = ''] = /MAILROOM_CATEGORIES='([^']+)'/.exec(DOC) ?? [];

    expect(load(list).map(({ name, label }) => [name, label])).toEqual([
      ['Keep', '@ToKeep'],
      ['Later', 'Read later'],
    ]);
  });

  it.each(['docs/configuration.md', 'k8s/10-configmap.yaml'])('are right in %s, too', (path) => {
    const text = readFileSync(path, 'utf8').replace(/^ *# ?/gm, '');
    const block = /MAILROOM_CATEGORIES: \|\n((?: +.*\n)+)/.exec(text)?.[1] ?? '';

    expect(load(block).at(-1)).toMatchObject({ name: 'Billboard', parent: expect.any(String) as string });
  });
});
