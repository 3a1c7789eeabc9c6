export type Redact = (text: string) => string;

/**
 * Makes a function that puts `[secret]` in place of every secret in a text, also where it stands JSON-escaped,
 * URL-encoded or in base64. The last line of defence of N9: no text should hold a secret to begin with.
 */
export function makeRedact(secrets: readonly string[]): Redact {
  const forms = new Set(secrets.filter(({ length }) => length >= MIN_LENGTH).flatMap(formsOf));
  if (forms.size === 0) return (text) => text;
  // The longest first, so that a secret that is part of another does not leave the rest of that one.
  const alternatives = [...forms].sort((one, other) => other.length - one.length).map(escapeRegExp);
  const pattern = new RegExp(alternatives.join('|'), 'g');
  return (text) => text.replace(pattern, '[secret]');
}

// Anything shorter is in half of all words, and the gaps would give it away.
const MIN_LENGTH = 4;

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(bytes.toString()),
    // Without the padding: what follows is found as well then.
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ];
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
