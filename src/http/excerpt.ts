const MAX_CHARACTERS = 200;

/**
 * Makes a server's text fit for a message or a log line: no control, format or unassigned characters (they could forge
 * lines or hide text), white space collapsed, at most 200 characters. What is cut off is marked with `…`, by which
 * `makeRedact` knows that a secret may have been cut in two.
 */
export function excerpt(text: string): string {
  const start = text.slice(0, 10 * MAX_CHARACTERS);
  const clean = Array.from(start.replace(/[\s\p{C}]+/gu, ' ').trim());
  if (clean.length <= MAX_CHARACTERS && start.length === text.length) return clean.join('');
  return `${clean.slice(0, MAX_CHARACTERS - 1).join('')}…`;
}
