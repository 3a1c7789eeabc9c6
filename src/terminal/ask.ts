import { createInterface } from 'node:readline/promises';
import { type Io } from './io.ts';

/** Asks on the terminal; undefined when there is none. Everything but y and yes means no. Throws the signal's reason. */
export async function askYesNo(
  { stdin, stdout, signal }: Io,
  question: string,
): Promise<boolean | undefined> {
  if (stdin?.isTTY !== true || stdout.isTTY !== true) return undefined;
  const lines = createInterface({ input: stdin });
  try {
    // Listening comes first, or an answer typed at once would be lost.
    const answered = Promise.race([lines.question('', { signal }), ended(lines)]);
    stdout.write(question);
    const answer = await answered;
    return /^y(?:es)?$/i.test(answer.trim());
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    lines.close();
  }
}

/** Ctrl-D is no answer, and so a no. */
const ended = (lines: ReturnType<typeof createInterface>): Promise<string> =>
  new Promise((resolve) => lines.once('close', () => resolve('')));
