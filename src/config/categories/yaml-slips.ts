const KEYS = 'name|label|group|mailbox|contactType|parent|addToInbox|keepsJunk';

/** Slips that YAML itself has no good words for, each with what to write instead. */
const SLIPS: readonly { readonly pattern: RegExp; readonly advice: (part: string) => string }[] = [
  { pattern: /^[ ]*\t/, advice: () => 'begins with a tab: indent with blanks' },
  {
    pattern: /(?:^\s*-|[:[,{])\s*(@[^\s,\]}#"]+)/,
    advice: (part) => `has an @ that YAML takes only in quotes: write "${part}"`,
  },
  {
    pattern: new RegExp(`(?:^\\s*(?:-\\s*)?|[{,]\\s*)((?:${KEYS}):)[^\\s]`),
    advice: (part) => `has no blank after ${part} write "${part} …"`,
  },
  { pattern: /^-[^\s-]/, advice: () => 'has no blank after the hyphen: write "- name"' },
];

/** The first such slip in the text, by line; undefined when there is none. Tells keys and labels, no other values. */
export function yamlSlip(text: string): string | undefined {
  for (const [index, line] of text.split('\n').entries())
    for (const { pattern, advice } of SLIPS) {
      const found = pattern.exec(line);
      const part = found?.[1] ?? '';
      if (found !== null && part.length <= MAX_PART) return `line ${index + 1} ${advice(part)}`;
    }
  return undefined;
}

const MAX_PART = 60;
