import { type ReadFile, readSecretFile } from './secret-file.ts';
import { type Variable, VARIABLES } from './variables.ts';

export interface Secrets {
  /** The secrets that could be read, by variable (without `_FILE`). */
  values: Readonly<Record<string, string>>;
  /** What is wrong with the others, by variable. */
  problems: ReadonlyMap<string, string>;
}

/** Reads every secret from its variable or from the file that its `…_FILE` variable names; `isNeeded` tells which must be set. */
export function readSecrets(
  env: NodeJS.ProcessEnv,
  readFile: ReadFile = readSecretFile,
  isNeeded: (variable: Variable) => boolean = ({ required }) => required,
): Secrets {
  const values: Record<string, string> = {};
  const problems = new Map<string, string>();
  for (const variable of VARIABLES) {
    const { name, secret, description } = variable;
    if (!secret) continue;
    const value = bare(env[name] ?? '');
    const path = env[`${name}_FILE`] ?? '';
    if (value !== '' && path !== '') {
      problems.set(name, `${name} and ${name}_FILE are both set: keep one.`);
    } else if (path !== '') {
      const content = secretIn(`${name}_FILE`, path, readFile);
      if ('problem' in content) problems.set(name, content.problem);
      else values[name] = content.text;
    } else if (value !== '') {
      values[name] = value;
    } else if (isNeeded(variable)) {
      problems.set(
        name,
        `${name} is not set (${description}): set it, or ${name}_FILE to the path of a file.`,
      );
    }
  }
  return { values, problems };
}

/** Everything that must never be seen in a log (N9), as far as it can be read, also in the form that Basic auth sends. */
export function secretValues(env: NodeJS.ProcessEnv, readFile?: ReadFile): string[] {
  const { values } = readSecrets(env, readFile);
  const { MAILROOM_JMAP_TOKEN: token, MAILROOM_CARDDAV_PASSWORD: password } = values;
  // Not the user name by itself: it is mostly the user's own address, and own mail is logged by address.
  const basic = password === undefined ? undefined : `${values.MAILROOM_CARDDAV_USERNAME ?? ''}:${password}`;
  return [token, password, basic].filter((value) => value !== undefined);
}

function secretIn(name: string, path: string, readFile: ReadFile): { text: string } | { problem: string } {
  try {
    const text = bare(readFile(path));
    if (text.includes('\0'))
      return { problem: `${name} names a file in UTF-16, or one that is no text: save it as UTF-8.` };
    return text === '' ? { problem: `${name} names an empty file: put the secret into it.` } : { text };
  } catch (error) {
    // The message holds the path, which may be the secret itself, put into the wrong variable.
    return { problem: `${name} ${readProblem(errorCode(error), path)}` };
  }
}

/**
 * Without what editors, `echo` and copying put around a secret: a byte order mark, blanks, line breaks. No token and no
 * password has any.
 */
const bare = (text: string): string => text.replace(/^\uFEFF/, '').trim();

function readProblem(code: string, path: string): string {
  if (/^~|\$/.test(path))
    return 'names a path with ~ or $, which only a shell replaces: write it out, from the first / on.';
  switch (code) {
    case 'EFBIG':
      return 'names a file of more than 4,096 bytes: give the path of a file that holds the secret and nothing else.';
    case 'ETIMEDOUT':
      return 'names a pipe that gave nothing for 10 seconds, or did not end: give the path of a file, or write to the pipe.';
    default:
      return `names a file that cannot be read (${code}): give the path of a file that Mailroom may read.`;
  }
}

function errorCode(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? code : 'unknown error';
}
