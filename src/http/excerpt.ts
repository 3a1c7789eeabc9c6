const MAX_CHARACTERS = 200;

/**
 * Makes a server's text fit for a message or a log line: no control, format or unassigned characters (they could forge
 * lines or hide text), white space collapsed, at most 200 characters.
 */
export function excerpt(text: string): string {
  const clean = Array.from(
    text
      .slice(0, 10 * MAX_CHARACTERS)
      .replace(/[\s\p{C}]+/gu, ' ')
      .trim(),
  );
  return clean.length <= MAX_CHARACTERS ? clean.join('') : `${clean.slice(0, MAX_CHARACTERS - 1).join('')}…`;
}
