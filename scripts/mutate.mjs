// Puts one defect after the other into a copy of the program, and runs the tests that must notice it:
//   npm run mutate [-- part of a file's name]
// Prints the defects that no test noticed, and exits with 1 if there is one.
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, URL } from 'node:url';
import { importTs } from './import-ts.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COPIED = ['src', 'test', 'scripts', 'LICENSE', 'package.json', 'tsconfig.json', 'vitest.config.ts'];
/** A defect may keep a test from ending; that is noticed, too. */
const TIMEOUT_MS = 10 * 60_000;

const { MUTATIONS } = await importTs('scripts/mutate/mutations.ts');
const { mutate } = await importTs('scripts/mutate/mutation.ts');
const wanted = process.argv[2] ?? '';
const chosen = MUTATIONS.filter(({ file }) => file.includes(wanted));
if (chosen.length === 0) throw new Error(`No mutation is of a file like ${wanted}`);

const copy = await mkdtemp(join(tmpdir(), 'mailroom-mutate-'));
process.once('exit', () => spawnSync('rm', ['-rf', copy]));
for (const name of COPIED) await cp(join(ROOT, name), join(copy, name), { recursive: true });
await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));

function pass(tests) {
  // Some tests run the built program.
  const built = spawnSync(process.execPath, [join('scripts', 'build.mjs')], {
    cwd: copy,
    timeout: TIMEOUT_MS,
  });
  if (built.status !== 0) throw new Error(`The copy cannot be built:\n${built.stderr}`);
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const projects = ['unit', 'mocked', 'explore'].flatMap((name) => ['--project', name]);
  const args = [vitest, 'run', ...projects, '--bail', '1', ...tests];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: copy, timeout: TIMEOUT_MS });
  return { isPassed: status === 0, output: String(stdout) };
}

const all = [...new Set(chosen.flatMap(({ tests }) => tests))];
const { isPassed, output } = pass(all);
if (!isPassed) {
  console.error(`${output}\nThe tests fail without any defect`);
  process.exit(1);
}
const survivors = [];
for (const mutation of chosen) {
  const { file, defect, tests, survives } = mutation;
  const text = await readFile(join(copy, file), 'utf8');
  await writeFile(join(copy, file), mutate(text, mutation));
  const isNoticed = survives === undefined && !pass(tests).isPassed;
  await writeFile(join(copy, file), text);
  if (survives === undefined && !isNoticed) survivors.push(mutation);
  const outcome = survives === undefined ? (isNoticed ? 'noticed' : 'SURVIVES') : `survives: ${survives}`;
  console.log(`${outcome}  ${file}: ${defect}`);
}
await rm(copy, { recursive: true });
console.log(`defects: ${chosen.length}, not noticed: ${survivors.length}`);
if (survivors.length > 0) process.exitCode = 1;
