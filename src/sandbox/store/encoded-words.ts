const ENCODED_WORD = /=\?([^?\s]*)\?([bq])\?([^?]*)\?=/gi;

/**
 * Decodes encoded words (RFC 2047) wherever they stand: servers do so inside quoted strings and next to other text too.
 * Neighbours of one charset are decoded together, for some mailers split a character between two words.
 */
export function decodeEncodedWords(text: string): string {
  const joined = text.replace(/(=\?[^?\s]*\?[bq]\?[^?]*\?=)\s+(?==\?[^?\s]*\?[bq]\?)/gi, '$1');
  let decoded = '';
  let end = 0;
  let pending: { charset: string; bytes: Buffer } | undefined;
  const flush = (): void => {
    if (pending !== undefined) decoded += decodeBytes(pending.bytes, pending.charset);
    pending = undefined;
  };
  for (const match of joined.matchAll(ENCODED_WORD)) {
    const [word, label = '', encoding = '', content = ''] = match;
    const charset = label.replace(/\*.*$/, '').toLowerCase();
    const bytes =
      encoding.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : quotedPrintableBytes(content);
    if (match.index > end || pending?.charset !== charset) flush();
    decoded += joined.slice(end, match.index);
    pending = { charset, bytes: Buffer.concat([pending?.bytes ?? Buffer.alloc(0), bytes]) };
    end = match.index + word.length;
  }
  flush();
  return decoded + joined.slice(end);
}

const quotedPrintableBytes = (content: string): Buffer =>
  Buffer.from(
    content
      .replaceAll('_', ' ')
      .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );

function decodeBytes(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
