// Bundles the program into one self-contained file, so that an image needs Node and nothing else.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { licensesOf } from './licenses.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
// Given by whoever builds an image: a clone's own .git is neither in an image's context nor in a source archive.
const commit = process.env.MAILROOM_COMMIT ?? '';
if (!/^([0-9a-f]{7,64})?$/.test(commit)) {
  throw new Error(
    'MAILROOM_COMMIT must be the hexadecimal name of a commit, of at least 7 digits, or empty.',
  );
}
// Build metadata as in https://semver.org/#spec-item-10; 7 digits, as in the short name that images are tagged with.
const buildMetadata = commit === '' ? '' : `+${commit.slice(0, 7)}`;

/** What the bundle is made of, for the benchmark. */
export const { metafile } = await build({
  entryPoints: ['src/cli.ts'],
  outfile: 'dist/mailroom.js',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: 'linked',
  // V8 keeps the source in memory. Names stay, for stack traces: without them it is no smaller (docs/performance.md).
  minifyWhitespace: true,
  lineLimit: 200,
  // Its file for require() has another package in it, whose license would not be found.
  alias: { tldts: 'tldts/dist/es6/index.js' },
  // They are in a file of their own, beside the bundle.
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  define: { MAILROOM_VERSION: JSON.stringify(version + buildMetadata) },
  // Bundled CommonJS libraries (pino, commander) still call require() for Node's own modules.
  banner: {
    js: "#!/usr/bin/env node\n// Licenses: see LICENSES.txt.\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
});
writeFileSync('dist/LICENSES.txt', licensesOf(metafile));
chmodSync('dist/mailroom.js', 0o755);
