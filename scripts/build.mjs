// Bundles the program into one self-contained file, so that an image needs Node and nothing else.
import { chmodSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

await build({
  entryPoints: ['src/cli.ts'],
  outfile: 'dist/mailroom.js',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: 'linked',
  legalComments: 'eof',
  logLevel: 'warning',
  define: { MAILROOM_VERSION: JSON.stringify(version) },
  // Bundled CommonJS libraries (pino, commander) still call require() for Node's own modules.
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
});
chmodSync('dist/mailroom.js', 0o755);
