import { bytesOf, type Unescaped, unescaped } from './unescaped.ts';

export type Redact = (text: string) => string;

/**
 * Makes a function that puts `[secret]` in place of every secret in a text, also where it stands JSON-escaped,
 * URL-encoded, with HTML entities (all three for single characters, in any mixture), or in base64; and in place of the
 * start of one that was cut off with `…`. The last line of defence of N9: no text should hold a secret to begin with.
 */
export function makeRedact(secrets: readonly string[]): Redact {
  const forms = [...new Set(secrets.filter(({ length }) => length >= MIN_LENGTH).flatMap(formsOf))];
  if (forms.length === 0) return (text) => text;
  const formBytes = forms.map(bytesOf);
  return (text) => {
    const spans = spansOf(text, forms, '…');
    const plain = unescaped(text);
    if (plain !== undefined)
      spans.push(...spansOf(plain.bytes, formBytes, CUT_BYTES).map((span) => spelledSpan(span, plain)));
    return spans.length === 0 ? text : withoutSpans(text, spans);
  };
}

// Anything shorter is in half of all words, and the gaps would give it away.
const MIN_LENGTH = 4;

const CUT_BYTES = bytesOf('…');

/** From where to before where. */
type Span = readonly [start: number, end: number];

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    // As a form sends it.
    secret.replaceAll(' ', '+'),
    // Without the padding: what follows is found as well then.
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ];
}

/** Where secrets stand as they are, and the start of one before a cut. */
function spansOf(text: string, secrets: readonly string[], cut: string): Span[] {
  const spans: Span[] = [];
  for (const secret of secrets)
    for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + secret.length))
      spans.push([at, at + secret.length]);
  for (let at = text.indexOf(cut); at !== -1; at = text.indexOf(cut, at + cut.length))
    for (const secret of secrets) {
      const length = startBefore(text, at, secret);
      if (length >= MIN_LENGTH) spans.push([at - length, at]);
    }
  return spans;
}

/** How much of a secret's start ends there. */
function startBefore(text: string, end: number, secret: string): number {
  for (let length = Math.min(secret.length, end); length >= MIN_LENGTH; length--)
    if (text.startsWith(secret.slice(0, length), end - length)) return length;
  return 0;
}

const spelledSpan = ([start, end]: Span, { starts, ends }: Unescaped): Span => [
  starts[start] ?? 0,
  ends[end - 1] ?? 0,
];

/** Spans that overlap become one. */
function withoutSpans(text: string, spans: readonly Span[]): string {
  let redacted = '';
  let done = 0;
  for (const [start, end] of spans.toSorted(([one], [other]) => one - other)) {
    if (start >= done) redacted += `${text.slice(done, start)}[secret]`;
    done = Math.max(done, end);
  }
  return redacted + text.slice(done);
}
