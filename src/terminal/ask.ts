import { createInterface } from 'node:readline/promises';
import { type Io } from './io.ts';

/** Asks on the terminal; undefined when there is none. Everything but y and yes means no. Throws the signal's reason. */
export async function askYesNo(io: Io, question: string): Promise<boolean | undefined> {
  const answer = await askWord(io, question);
  return answer === undefined ? undefined : /^y(?:es)?$/i.test(answer);
}

/** Asks for a word on the terminal; undefined when there is none, empty for no answer. Throws the signal's reason. */
export async function askWord({ stdin, stdout, signal }: Io, question: string): Promise<string | undefined> {
  if (stdin?.isTTY !== true || stdout.isTTY !== true) return undefined;
  const lines = createInterface({ input: stdin });
  try {
    // Listening comes first, or an answer typed at once would be lost.
    const answered = Promise.race([lines.question('', { signal }), ended(lines)]);
    stdout.write(question);
    return (await answered).trim();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    lines.close();
  }
}

/** Ctrl-D is no answer, . */
const ended = (lines: ReturnType<typeof createInterface>): Promise<string> =>
  new Promise((resolve) => lines.once('close', () => resolve('')));
