import { describe, expect, it } from 'vitest';
import { readYamlList } from './yaml-list.ts';

const valuesOf = (text: string): unknown[] | undefined =>
  readYamlList(text).items?.map(({ value }): unknown => value);

const ALIASES_FOR_TOO_MUCH = `- &a [x]
- &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
- &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
- &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
- &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
`;

describe('readYamlList', () => {
  it.each<[string, string, unknown[]]>([
    ['a line each', '- Feed\n- Paper Trail\n', ['Feed', 'Paper Trail']],
    ['one line', '[Feed, Paper Trail]', ['Feed', 'Paper Trail']],
    ['JSON', '[{"name": "Feed", "addToInbox": true}]', [{ name: 'Feed', addToInbox: true }]],
    ['comments and a start mark', '# mine\n---\n- Feed # first\n', ['Feed']],
    ['carriage returns', '- Feed\r\n- Jail\r\n', ['Feed', 'Jail']],
    ['an alias', '- &a Feed\n- *a\n', ['Feed', 'Feed']],
    ['words that only YAML 1.1 takes for booleans', '- no\n- yes\n- on\n', ['no', 'yes', 'on']],
    ['the same under another version', '%YAML 1.1\n---\n- no\n', ['no']],
    ['scalars of the core schema', '- true\n- 0x10\n- ~\n-', [true, 16, null, null]],
    ['a tag that it does not know', '- !!binary Feed\n', ['Feed']],
    ['keys as text', '- 1: a', [{ 1: 'a' }]],
    ['no items', '[]', []],
  ])('reads %s', (_, text, values) => {
    expect(valuesOf(text)).toEqual(values);
    expect(readYamlList(text).problems).toEqual([]);
  });

  it('takes __proto__ for a key like any other', () => {
    const [item] = valuesOf('- __proto__: { name: Feed }') ?? [];
    expect(Object.keys(item as object)).toEqual(['__proto__']);
  });

  it('knows the line of each item in a text of several lines', () => {
    const { items } = readYamlList('# mine\n- Feed\n\n- name: Jail\n  label: X\n-\n- [a,\n   b]\n');
    expect(items?.map(({ line }) => line)).toEqual([2, 4, 6, 7]);
  });

  it('tells no line in a text of one', () => {
    expect(readYamlList('[Feed, Jail]\n').items?.map(({ line }) => line)).toEqual([undefined, undefined]);
  });

  it.each([
    ['a bracket that is not closed', '- [Feed\n- Jail', 'look at line 2, column 1'],
    ['a quote that is not closed', '- Feed\n- "Jail', 'look at line 2, column 8'],
    ['a key beside an item', '- Feed\nname: Jail', 'look at line 2, column 1'],
    ['a tab that indents', '- name: Feed\n\tlabel: X', 'line 2 begins with a tab: indent with blanks'],
    ['two documents', '- Feed\n---\n- Jail', 'it is several documents (---), keep one'],
    ['a key that is a list', '- [a]: b', 'look at line 1, column 3'],
    ['an alias for nothing', '- *nothing', 'write it without aliases (*), and with less nesting'],
    ['aliases for too much', ALIASES_FOR_TOO_MUCH, 'write it without aliases (*), and with less nesting'],
  ])('refuses %s', (_, text, advice) => {
    expect(readYamlList(text)).toEqual({
      items: undefined,
      problems: [`is not YAML that can be read: ${advice}.`],
    });
  });

  it.each(['[', '- ', '? ', '{a: ', '[a, '])('refuses what is nested as deeply as with many a %j', (open) => {
    expect(readYamlList(open.repeat(30_000))).toEqual({
      items: undefined,
      problems: ['is not YAML that can be read: write it without aliases (*), and with less nesting.'],
    });
  });

  it('tells each key that stands twice, and reads on', () => {
    const { items, problems } = readYamlList('- name: Feed\n  name: Jail\n- {name: A, label: B, label: C}\n');
    expect(items).toHaveLength(2);
    expect(problems).toEqual([
      'has one key twice (line 2, column 3): keep one.',
      'has one key twice (line 3, column 23): keep one.',
    ]);
  });

  it('tells a name that swallowed the next entry', () => {
    expect(readYamlList('- Feed\n  - Trail\n- Jail\n').problems).toEqual([
      'has a name of several lines (line 1, column 3): start all entries in one column.',
    ]);
  });

  it.each([
    ['a word', 'Feed'],
    ['words with commas', 'Feed, Jail'],
    ['an object', 'name: Feed'],
    ['a number', '5'],
    ['nothing but a comment', '# Feed'],
    ['white space', ' \n'],
  ])('does not take %s for a list', (_, text) => {
    expect(readYamlList(text)).toEqual({
      items: undefined,
      problems: ['is not a list: put each category on a line of its own, after "- ".'],
    });
  });
});
