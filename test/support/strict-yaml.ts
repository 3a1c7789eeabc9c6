import { parseDocument } from 'yaml';

/** Parses YAML as strictly as it can be; throws at whatever is wrong, or doubtful, in its form. */
export function parseStrictly(text: string, version: '1.1' | '1.2'): unknown {
  const document = parseDocument(text, { version, strict: true, uniqueKeys: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw problem;
  return document.toJS();
}
