import { closeSync, constants, openSync, readSync } from 'node:fs';

/** Reads a file as UTF-8 text. Throws an error with a `code` when it cannot be read. */
export type ReadFile = (path: string) => string;

/** In bytes. Tokens and passwords have a hundred; whatever has more than this is another file. */
const MAX_SIZE = 4096;

/** How long a pipe may take to give its content, in milliseconds. */
const PATIENCE_MS = 10_000;

/** How often a pipe is looked at, in milliseconds. */
const LOOK_MS = 20;

/**
 * Reads a secret's file, a pipe too (`/dev/stdin`, a shell's `<(…)`). Throws with a code, besides those of the file system:
 * `EFBIG` when the file has more than 4,096 bytes, `ETIMEDOUT` when a pipe gives nothing, or does not end, for 10 seconds.
 */
export function readSecretFile(path: string, patienceMs = PATIENCE_MS): string {
  // Opening or reading a pipe that nobody writes to would otherwise wait forever, deaf to signals.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return readToEnd(file, performance.now() + patienceMs);
  } finally {
    closeSync(file);
  }
}

/** Remembers what each path gave, also that it could not be read: a pipe can be read once, and a file may change. */
export function readingOnce(readFile: ReadFile = readSecretFile): ReadFile {
  const results = new Map<string, { text: string } | { error: unknown }>();
  return (path) => {
    const result = results.get(path) ?? attempt(readFile, path);
    results.set(path, result);
    if ('error' in result) throw result.error;
    return result.text;
  };
}

function attempt(readFile: ReadFile, path: string): { text: string } | { error: unknown } {
  try {
    return { text: readFile(path) };
  } catch (error) {
    return { error };
  }
}

function readToEnd(file: number, deadline: number): string {
  const buffer = Buffer.alloc(MAX_SIZE + 1);
  let size = 0;
  for (;;) {
    const read = readSome(file, buffer, size);
    if (read === 0) return buffer.toString('utf8', 0, size);
    size += read ?? 0;
    if (size > MAX_SIZE) throw Object.assign(new Error('The file is too large'), { code: 'EFBIG' });
    if (read !== undefined) continue;
    if (performance.now() > deadline)
      throw Object.assign(new Error('The pipe gives nothing'), { code: 'ETIMEDOUT' });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
  }
}

/** How many bytes were read, 0 at the end; undefined when a pipe has none yet. */
function readSome(file: number, buffer: Buffer, offset: number): number | undefined {
  try {
    return readSync(file, buffer, offset, buffer.length - offset, null);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}
