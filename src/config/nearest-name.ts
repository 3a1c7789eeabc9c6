const MAX_EDITS = 3;

/** The known name that this one is most likely meant to be, in whatever letter case. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  // Of a short name, few letters can be wrong before any other would do.
  const maxEdits = Math.min(MAX_EDITS, Math.floor(name.length / 2));
  const [best] = known
    .filter((candidate) => Math.abs(candidate.length - name.length) <= maxEdits)
    .map((candidate) => ({ candidate, edits: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((one, other) => one.edits - other.edits);
  return best !== undefined && best.edits <= maxEdits ? best.candidate : undefined;
}

/** How many characters must be put in, taken away or replaced to make one text the other (Levenshtein). */
function editDistance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let line = 0; line < one.length; line++) {
    const row = [line + 1];
    for (let column = 0; column < other.length; column++) {
      const replaced = (above[column] ?? 0) + (one[line] === other[column] ? 0 : 1);
      row.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (row[column] ?? 0) + 1));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
}
