/**
 * The text in lines of at most so many columns, broken between words; lines after the first begin with `indent` blanks. A
 * word that is longer stays whole.
 */
export function wrapWords(text: string, columns: number, indent: number): string[] {
  if (text.length <= columns) return [text];
  const start = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = start;
  let isBegun = false;
  for (const word of text.slice(start.length).split(' ')) {
    if (isBegun && line.length + 1 + word.length > columns) {
      lines.push(line.trimEnd());
      line = ' '.repeat(indent);
      isBegun = false;
    }
    // Blanks where a line was broken are not worth another.
    if (!isBegun && word === '' && lines.length > 0) continue;
    line += isBegun ? ` ${word}` : word;
    isBegun = true;
  }
  return [...lines, line.trimEnd()];
}
