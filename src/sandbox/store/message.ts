import { createHash } from 'node:crypto';

/** A header field as it stands in the message; `value` starts right after the colon and keeps its folds. */
export interface HeaderField {
  name: string;
  value: string;
}

export interface Message {
  /** SHA-1 of the bytes, in hex: what ids derive from. */
  digest: string;
  /** Bytes of the whole message. */
  size: number;
  headers: HeaderField[];
  /** The bytes as latin1; undefined when they were too many to keep. */
  body: string | undefined;
}

/** RFC 8621 4.8 `invalidEmail`. */
export class InvalidMessage extends Error {}

const MAX_KEPT_BODY = 16 * 1024;

/** Replaces bytes that no header may hold, as servers do when a message comes in. */
export function munge8bitHeaders(raw: Buffer): Buffer {
  const end = headerEnd(raw);
  if (!raw.subarray(0, end).some((byte) => byte > 0x7e)) return raw;
  const munged = Buffer.from(raw);
  for (let n = 0; n < end; n++) if ((munged[n] ?? 0) > 0x7e) munged[n] = 0x58;
  return munged;
}

/** Throws `InvalidMessage`. Takes only CRLF line ends, and no NUL. */
export function parseMessage(raw: Buffer): Message {
  if (raw.length === 0) throw new InvalidMessage('Message is empty');
  const end = headerEnd(raw);
  // A string decoded on its own, so that a dropped body is not kept alive by slices of it.
  const head = raw.toString('latin1', 0, end);
  if (raw.includes(0)) throw new InvalidMessage('Message contains NUL characters');
  if (hasBareNewline(raw)) throw new InvalidMessage('Message contains bare newlines');
  const body = raw.subarray(Math.min(end + 2, raw.length));
  return {
    digest: createHash('sha1').update(raw).digest('hex'),
    size: raw.length,
    headers: parseHeaders(head),
    body: body.length <= MAX_KEPT_BODY ? body.toString('latin1') : undefined,
  };
}

/** The message's bytes again; undefined when the body was not kept. */
export const messageBytes = ({ headers, body }: Pick<Message, 'headers' | 'body'>): Buffer | undefined =>
  body === undefined
    ? undefined
    : Buffer.from(
        `${headers.map(({ name, value }) => `${name}:${value}\r\n`).join('')}\r\n${body}`,
        'latin1',
      );

function parseHeaders(head: string): HeaderField[] {
  if (head === '') return [];
  const lines = head.replace(/\r\n$/, '').split(/\r\n(?![ \t])/);
  return lines.map((line) => {
    const match = /^([\x21-\x39\x3b-\x7e]+):([^]*)$/.exec(line);
    if (match === null) throw new InvalidMessage('Message contains invalid header');
    const [, name = '', value = ''] = match;
    return { name, value };
  });
}

/** Where the header's last line ends, its CRLF included. */
function headerEnd(raw: Buffer): number {
  if (raw[0] === 13 && raw[1] === 10) return 0;
  const found = raw.indexOf('\r\n\r\n');
  return found === -1 ? raw.length : found + 2;
}

function hasBareNewline(raw: Buffer): boolean {
  for (let at = raw.indexOf(10); at !== -1; at = raw.indexOf(10, at + 1)) if (raw[at - 1] !== 13) return true;
  return false;
}
