import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A tree of sources with one fault each: which file, what it imports, and the wall that it breaks. */
const VIOLATIONS = [
  ['the core that knows a protocol', 'triage/a.ts', 'jmap/session.ts', 'triage-imports'],
  ['a step that knows an adapter', 'triage/steps/a.ts', 'mail/jmap/x.ts', 'triage/steps-imports'],
  ['the core that looks at its own steps', 'triage/b.ts', 'triage/steps/x.ts', 'triage-imports'],
  ['a protocol that knows triage', 'jmap/a.ts', 'triage/x.ts', 'jmap-imports'],
  ['HTTP that knows CardDAV', 'http/a.ts', 'dav/x.ts', 'http-imports'],
  [
    'one protocol of contacts that looks at the other',
    'contacts/jmap/a.ts',
    'dav/x.ts',
    'contacts/jmap-imports',
  ],
  ['a guard that relies on an adapter', 'safety/a.ts', 'contacts/jmap/x.ts', 'safety-imports'],
  ['a command that wires an adapter', 'commands/a.ts', 'mail/jmap/jmap-mail-store.ts', 'only-account-wires'],
  ['the service that loads the sandbox', 'service/a.ts', 'sandbox/x.ts', 'no-sandbox-on-the-services-path'],
  ['anything that imports the way in', 'log/a.ts', 'main.ts', 'main-is-the-top'],
  ['a program that needs its tests', 'rules/a.ts', '../test/support/x.ts', 'rules-imports'],
  ['a folder that nobody named', 'attic/a.ts', 'log/x.ts', 'a-folder-says-what-it-needs'],
] as const;

describe('the walls of src', () => {
  let broken: Set<string>;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mailroom-walls-'));
    for (const [, from, to] of VIOLATIONS) {
      await write(to, 'export const value = 1;\n');
      await write(from, `export { value } from '${relative(from, to)}';\n`);
    }
    await write('mail/one.ts', "export { other } from './other.ts';\nexport const one = 1;\n");
    await write('mail/other.ts', "export { one } from './one.ts';\nexport const other = 1;\n");
    await write('check/type.ts', "export type { value } from '../jmap/jmap-client.ts';\n");
    await write('jmap/jmap-client.ts', 'export const value = 1;\n');
    const url = new URL('../../.dependency-cruiser.mjs', import.meta.url).href;
    const { default: rules } = (await import(url)) as { default: { forbidden: IForbiddenRuleType[] } };
    const { output } = await cruise(['src'], {
      baseDir: folder,
      ruleSet: { forbidden: rules.forbidden },
      validate: true,
      tsPreCompilationDeps: true,
    });
    const { violations } = (output as ICruiseResult).summary;
    broken = new Set(violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it.each(VIOLATIONS)('keep out %s', (_, from, to, rule) => {
    expect(broken).toContain(`${rule}: src/${from} -> ${path.normalize(`src/${to}`)}`);
  });

  it('keep out circles', () => {
    expect(broken).toContain('no-circles: src/mail/one.ts -> src/mail/other.ts');
  });

  it('let a type of an adapter through', () => {
    expect([...broken].filter((line) => line.includes('check/type.ts'))).toEqual([]);
  });

  async function write(file: string, text: string): Promise<void> {
    const target = path.join(folder, 'src', file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
});

function relative(from: string, to: string): string {
  const found = path.relative(path.dirname(from), to);
  return found.startsWith('.') ? found : `./${found}`;
}
