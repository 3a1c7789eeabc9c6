// The licenses of what a bundle is made of: they ask to go wherever the code goes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The packages that a bundle was made of, from the metafile of esbuild, by name. */
const packagesIn = (metafile) =>
  [
    ...new Set(
      Object.keys(metafile.inputs).flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
    ),
  ]
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));

/** Mailroom's own license, then a section for each package. Throws for a package whose license cannot be told. */
export function licensesOf(metafile) {
  const sections = packagesIn(metafile).map(
    ({ folder, name, version, license, author, repository }) =>
      `${name} ${version} (${license})\n\n${licenseText(folder, { name, license, author, repository })}`,
  );
  return (
    [`mailroom\n\n${readFileSync('LICENSE', 'utf8').trim()}`, ...sections].join(`\n\n${'-'.repeat(80)}\n\n`) +
    '\n'
  );
}

/** The package's own file; where it has none, the terms that its license stands for, with whom and what it names. */
function licenseText(folder, { name, license, author, repository }) {
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.md|\.txt)?$/i.test(entry));
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8').trim();
  const terms = TERMS[license];
  if (terms === undefined)
    throw new Error(`${name} says nothing of its license that is known: do not bundle it.`);
  const holder = typeof author === 'string' ? author : (author?.name ?? `the authors of ${name}`);
  const source = typeof repository === 'string' ? repository : repository?.url;
  return [`Copyright (c) ${holder}`, source, terms].filter(Boolean).join('\n\n');
}

const withoutHolder = (text) => text.slice(text.indexOf('Permission')).trim();

/** Standard terms, by SPDX identifier. */
const TERMS = {
  MIT: withoutHolder(readFileSync('LICENSE', 'utf8')),
  ISC: `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby
granted, provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.`,
};
