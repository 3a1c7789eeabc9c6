import { type Address, senderAddress } from '../address.ts';

/**
 * The first author that a raw From field names (RFC 5322 3.4, 3.6.2), read without guessing: the address in angle brackets,
 * whatever stands before it, or one that stands alone. Names may be as sloppy as they are in the wild, with unquoted
 * commas, colons and addresses in them; addresses may not, beyond the comments, white space and routes of old mail
 * (RFC 5322 4.4). Undefined when any part of the field cannot be read, or when the address is none that `senderAddress` takes.
 */
export function firstAuthor(raw: string): Address | undefined {
  const tokens = tokensOf(raw);
  if (tokens === undefined) return undefined;
  const authors = elementsOf(tokens).map(authorOf);
  if (authors.includes(UNREADABLE)) return undefined;
  const first = authors.find((author) => author !== undefined);
  return typeof first === 'string' ? senderAddress(first) : undefined;
}

interface Token {
  readonly kind: 'space' | 'special' | 'word' | 'quoted' | 'literal' | 'junk';
  /** Of a quoted string what it stands for, without quotes and escapes. */
  readonly text: string;
}

const UNREADABLE = Symbol('unreadable');

const TOKEN =
  /(?<space>\s+)|"(?<quoted>(?:[^"\\]|\\[^])*)"|(?<literal>\[[^[\]\\]*\])|(?<special>[<>,;:@.])|(?<word>[\p{L}\p{N}\p{M}!#$%&'*+\-/=?^_`{|}~]+)|(?<junk>[^])/uy;

/** Undefined where a comment or a quoted string has no end: everything could be in it. */
function tokensOf(raw: string): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < raw.length;) {
    if (raw[at] === '(') {
      const end = endOfComment(raw, at);
      if (end === undefined) return undefined;
      at = end;
      addSpace(tokens);
      continue;
    }
    TOKEN.lastIndex = at;
    const { space, quoted, literal, special, word, junk = '' } = TOKEN.exec(raw)?.groups ?? {};
    at = TOKEN.lastIndex;
    if (junk === '"') return undefined;
    if (space !== undefined) addSpace(tokens);
    else if (quoted !== undefined) tokens.push({ kind: 'quoted', text: unescaped(quoted) });
    else if (literal !== undefined) tokens.push({ kind: 'literal', text: literal });
    else if (special !== undefined) tokens.push({ kind: 'special', text: special });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else tokens.push({ kind: 'junk', text: junk });
  }
  return tokens;
}

/** A comment is as good as a blank, and several of both are as good as one (RFC 5322 3.2.2). */
function addSpace(tokens: Token[]): void {
  if (tokens.at(-1)?.kind !== 'space') tokens.push({ kind: 'space', text: ' ' });
}

/** Comments nest (RFC 5322 3.2.2). */
function endOfComment(raw: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < raw.length; at += 1) {
    const character = raw[at];
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')' && --depth === 0) return at + 1;
  }
  return undefined;
}

/** A fold in a quoted string is the white space after it (RFC 5322 3.2.4). */
const unescaped = (quoted: string): string => quoted.replace(/\r?\n/g, '').replace(/\\([^])/gu, '$1');

/** What commas part; and semicolons, which end groups and part addresses in some programs. What a colon ends is a group's name. */
function elementsOf(tokens: readonly Token[]): Token[][] {
  const elements: Token[][] = [];
  let element: Token[] = [];
  let angle: 'none' | 'open' | 'closed' = 'none';
  for (const token of tokens) {
    if (isSpecial(token, '<')) angle = 'open';
    if (isSpecial(token, '>')) angle = 'closed';
    if (angle !== 'open' && (isSpecial(token, ',') || isSpecial(token, ';'))) {
      elements.push(element);
      element = [];
      angle = 'none';
    } else if (angle === 'none' && isSpecial(token, ':')) {
      element = [];
    } else {
      element.push(token);
    }
  }
  return [...elements, element];
}

/** Undefined for what is no address, such as half a name that has a comma in it. */
function authorOf(element: readonly Token[]): string | typeof UNREADABLE | undefined {
  const open = element.findIndex((token) => isSpecial(token, '<'));
  const close = element.findIndex((token) => isSpecial(token, '>'));
  if (open === -1 && close === -1)
    return element.some((token) => isSpecial(token, '@')) ? addrSpec(element) : undefined;
  const isAlone = element.slice(close + 1).every(({ kind }) => kind === 'space');
  return open < close && open !== -1 && isAlone
    ? addrSpec(withoutRoute(element.slice(open + 1, close)))
    : UNREADABLE;
}

/** `@a.example,@b.example:` before an address is a way on which it once was to be reached (RFC 5322 4.4). */
function withoutRoute(tokens: readonly Token[]): readonly Token[] {
  const first = tokens.find(({ kind }) => kind !== 'space');
  const end = tokens.findIndex((token) => isSpecial(token, ':'));
  return first !== undefined && isSpecial(first, '@') && end !== -1 ? tokens.slice(end + 1) : tokens;
}

/** RFC 5322 3.4.1. Dots may stand anywhere in the local part, as they do in the wild; the domain may end in one. */
function addrSpec(tokens: readonly Token[]): string | typeof UNREADABLE {
  const tight = tokens.filter(
    (token, index) => token.kind !== 'space' || !(isJoint(tokens[index - 1]) || isJoint(tokens[index + 1])),
  );
  const at = tight.findIndex((token) => isSpecial(token, '@'));
  const local = tight.slice(0, Math.max(at, 0));
  const domain = tight.slice(at + 1);
  if (local.length === 0 || !areWords(local, ['word', 'quoted'])) return UNREADABLE;
  if (!(domain.length === 1 && domain[0]?.kind === 'literal') && !areWords(domain, ['word']))
    return UNREADABLE;
  const quoted = textOf(local).replace(/["\\]/g, '\\$&');
  return `"${quoted}"@${textOf(domain).replace(/\.$/, '')}`;
}

/** White space counts for nothing beside a dot, an @, and the ends of an address. */
const isJoint = (token: Token | undefined): boolean =>
  token === undefined || isSpecial(token, '@') || isSpecial(token, '.');

/** Words with dots between them. Two words without one are no address, but something that a reader would have to guess at. */
const areWords = (tokens: readonly Token[], kinds: readonly Token['kind'][]): boolean =>
  tokens.every((token, index) => {
    if (isSpecial(token, '.')) return true;
    const before = tokens[index - 1];
    return kinds.includes(token.kind) && (before === undefined || isSpecial(before, '.'));
  });

const textOf = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join('');

const isSpecial = ({ kind, text }: Token, wanted: string): boolean => kind === 'special' && text === wanted;
