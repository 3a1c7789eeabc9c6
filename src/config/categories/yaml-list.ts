import { yamlSlip } from './yaml-slips.ts';
import { Composer, type CST, isScalar, isSeq, Lexer, LineCounter, Parser } from 'yaml';

export interface YamlItem {
  value: unknown;
  /** Counted from 1. Undefined in a text of one line, where it tells nothing. */
  line: number | undefined;
}

export interface YamlList {
  /** Undefined when the text is no list. */
  items: readonly YamlItem[] | undefined;
  /** Each reads on from the name of where the text is from. In words of its own: those of the library quote the text. */
  problems: readonly string[];
}

/** Reads a text as one list in YAML 1.2 (core schema), of which JSON is a part. */
export function readYamlList(text: string): YamlList {
  try {
    return parseList(text);
  } catch {
    // Besides the nesting, what aliases stand for is kept within bounds.
    return unreadable('write it without aliases (*), and with less nesting');
  }
}

function parseList(text: string): YamlList {
  const lineCounter = new LineCounter();
  const composer = new Composer({ schema: 'core', resolveKnownTags: false, stringKeys: true });
  const [document, second] = composer.compose(shallowTokens(text, lineCounter), true, text.length);
  const placeOf = ({ pos: [offset] }: { pos: [number, number] }): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `line ${line}, column ${col}`;
  };
  // One mistake in the form often makes more of them. A key that stands twice is one by itself.
  const error = document?.errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  if (error !== undefined) return unreadable(yamlSlip(text) ?? `look at ${placeOf(error)}`);
  if (second !== undefined) return unreadable('it is several documents (---), keep one');

  const value: unknown = document?.toJS();
  if (!Array.isArray(value) || !isSeq(document?.contents)) {
    return {
      items: undefined,
      problems: [`is not a list: ${yamlSlip(text) ?? 'put each category on a line of its own, after "- "'}.`],
    };
  }
  const isOneLine = !text.trim().includes('\n');
  // YAML takes an indented "- " after a name for a part of that name.
  const folded = document.contents.items.flatMap((item) => {
    if (!isScalar(item) || item.type !== 'PLAIN') return [];
    const [start, end] = item.range;
    if (!text.slice(start, end).trim().includes('\n')) return [];
    return [
      `has a name of several lines (${placeOf({ pos: [start, end] })}): start all entries in one column.`,
    ];
  });
  const lines = document.contents.items.map(({ range: [offset] }) => lineCounter.linePos(offset).line);
  return {
    items: value.map((item: unknown, index) => ({ value: item, line: isOneLine ? undefined : lines[index] })),
    problems: [
      ...document.errors.map((error) => `has one key twice (${placeOf(error)}): keep one.`),
      ...folded,
    ],
  };
}

const MAX_NESTING = 20;

// The library nests calls as deeply as the text nests, and Node can abort, with nothing to catch, where the stack ends.
function* shallowTokens(text: string, lineCounter: LineCounter): Generator<CST.Token> {
  lineCounter.addNewLine(0);
  const parser = new Parser(lineCounter.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_NESTING) throw new Error('nested too deeply');
  }
  yield* parser.end();
}

const unreadable = (advice: string): YamlList => ({
  items: undefined,
  problems: [`is not YAML that can be read: ${advice}.`],
});
