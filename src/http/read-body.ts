import { type IncomingMessage } from 'node:http';
import { TextDecoder } from 'node:util';
import { MailroomError, ProtocolError, TransientError } from '../errors.ts';

/** The answer is longer than Mailroom has room for: asking for less may do. */
export class LongAnswerError extends ProtocolError {}

/**
 * Reads a response to its end. Throws `TransientError` when it breaks off, `LongAnswerError` when it is longer than
 * `maxBytes` (the connection is closed), `ProtocolError` when a successful one is not UTF-8 and `malformed` refuses that; an
 * error's body is for reading only, so what is not UTF-8 in it is replaced. With `onText` the text goes there as it comes, and the answer
 * is empty; what `onText` throws is thrown as it is.
 */
export async function readBody(
  incoming: IncomingMessage,
  name: string,
  maxBytes: number,
  malformed: 'refuse' | 'replace' = 'refuse',
  onText?: (text: string) => void,
): Promise<string> {
  const status = incoming.statusCode ?? 0;
  const isSuccess = status >= 200 && status < 300;
  const decoder = new TextDecoder('utf-8', { fatal: isSuccess && malformed === 'refuse' });
  let size = 0;
  let text = '';
  const add = (piece: string): void => {
    if (onText === undefined) text += piece;
    else onText(piece);
  };
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new LongAnswerError(`${name}: the answer is longer than ${maxBytes} bytes`);
      add(decode(decoder, name, chunk));
    }
  } catch (error) {
    if (error instanceof MailroomError) throw error;
    throw new TransientError(`${name}: the answer was cut off after ${size} bytes`, { cause: error });
  }
  add(decode(decoder, name));
  return text;
}

function decode(decoder: TextDecoder, name: string, chunk?: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (error) {
    throw new ProtocolError(`${name}: the answer is not valid UTF-8`, { cause: error });
  }
}
