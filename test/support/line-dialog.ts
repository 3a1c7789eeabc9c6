import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** One turn of a line protocol (IMAP, LMTP): what to send, then lines are read until one matches. */
export interface Turn {
  send?: string;
  until: RegExp;
}

/**
 * Talks to a server on 127.0.0.1 and hangs up. Answers with the lines that ended the turns. Throws when the server
 * refuses the connection, closes it early, or takes longer than 10 seconds.
 */
export async function dialog(port: number, turns: readonly Turn[]): Promise<string[]> {
  const socket = connect({ port, host: '127.0.0.1', signal: AbortSignal.timeout(10_000) });
  const failure = new Promise<never>((_, reject) => socket.once('error', reject));
  try {
    return await Promise.race([failure, takeTurns(turns)]);
  } finally {
    socket.destroy();
  }

  async function takeTurns(open: readonly Turn[]): Promise<string[]> {
    const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
    const answers: string[] = [];
    for (const { send, until } of open) {
      if (send !== undefined) socket.write(`${send}\r\n`);
      let line: IteratorResult<string, unknown>;
      do {
        line = await lines.next();
        if (line.done) throw new Error(`The server on port ${port} hung up before it sent ${String(until)}`);
      } while (!until.test(line.value));
      answers.push(line.value);
    }
    return answers;
  }
}
