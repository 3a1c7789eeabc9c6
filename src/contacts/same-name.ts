/**
 * Whether two display names are the same name to a reader: Unicode compatibility forms, letter case, invisible
 * characters (together NFKC_Casefold, Unicode 3.13), white space, quotes around the name, and "Last, First" order do not
 * count.
 */
export const sameName = (a: string, b: string): boolean => comparable(a) === comparable(b);

/** Takes off pairs of quotes around the whole name; some mail programs put them into it. */
export function withoutQuotes(name: string): string {
  let bare = name.trim();
  while (bare.length > 1 && QUOTES.some(([open, close]) => bare.startsWith(open) && bare.endsWith(close)))
    bare = bare.slice(1, -1).trim();
  return bare;
}

const QUOTES = [
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['„', '“'],
  ['”', '”'],
  ['‘', '’'],
  ['‚', '‘'],
  ['«', '»'],
  ['»', '«'],
  ['‹', '›'],
] as const;

function comparable(name: string): string {
  const visible = name.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  // Upper case first: it makes ß and ss, ς and σ one letter.
  const folded = visible.toUpperCase().toLowerCase().normalize('NFKC');
  return inReadingOrder(withoutQuotes(folded.replace(/\s+/g, ' ')));
}

function inReadingOrder(name: string): string {
  const [last = '', first = '', ...more] = name.split(',').map((part) => part.trim());
  return last === '' || first === '' || more.length > 0 ? name : `${first} ${last}`;
}
