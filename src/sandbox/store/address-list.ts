import { decodeEncodedWords } from './encoded-words.ts';

/** RFC 8621 4.1.2.3. */
export interface EmailAddress {
  name: string | null;
  email: string;
}

interface Phrase {
  text: string;
  /** The special character that ended it; empty at the end of the input. */
  stop: string;
}

/**
 * Reads an address list (RFC 5322 3.4) as leniently as Cyrus does, because senders of odd mail are what triage must be
 * tested with. Null when nothing was found; an address without both @ and name is dropped, so the list may be empty.
 */
export function parseAddresses(header: string): EmailAddress[] | null {
  const scanner = new Scanner(header);
  const addresses: EmailAddress[] = [];
  let found = false;
  let isInGroup = false;
  const add = (name: string, local: string, domain: string): void => {
    found = true;
    if (name === '' && domain === '') return;
    const email = domain === '' ? local : `${local}@${domain}`;
    addresses.push({ name: name === '' ? null : decodeEncodedWords(name), email });
  };

  for (;;) {
    const { text, stop } = scanner.phrase(isInGroup ? ',@<;' : ',@<:');
    let end = stop;
    if (stop === '@') {
      const rest = scanner.domain();
      add(rest.comment, text, rest.domain);
      end = rest.end;
    } else if (stop === '<') {
      const { local, domain } = scanner.angleAddress();
      add(text, local, domain);
    } else if (stop === ':') {
      found = true;
      isInGroup = true;
    } else if (text !== '') {
      add('', text, '');
    }
    if (end === ';') isInGroup = false;
    if (end === '') return found ? addresses : null;
  }
}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(header: string) {
    this.#text = header.replace(/\r?\n(?=[ \t])/g, '');
  }

  /** Words, quoted strings without their quotes, and white space as single blanks, up to one of `stops`. */
  phrase(stops: string): Phrase {
    this.#skipSpace();
    let text = '';
    for (;;) {
      const character = this.#text.charAt(this.#at++);
      if (character === '"') {
        const quoted = this.#quotedString();
        if (quoted === undefined) return { text: '', stop: '' };
        text += quoted;
      } else if (/\s/.test(character) || character === '(') {
        this.#at--;
        this.#skipSpace();
        text += ' ';
      } else if (character === '' || stops.includes(character)) {
        return { text: text.replace(/ $/, ''), stop: character };
      } else {
        text += character;
      }
    }
  }

  /** `comment` is one that ends the address: old mailers put the name there. */
  domain(): { domain: string; comment: string; end: string } {
    this.#skipSpace();
    let domain = '';
    let comment = '';
    for (;;) {
      const character = this.#text.charAt(this.#at);
      if (character === '(') {
        comment = this.#comment();
        continue;
      }
      this.#at++;
      if (/^[a-z\d[\]:@-]$/i.test(character)) {
        domain += character;
        comment = '';
      } else if (character === '.') {
        if (domain !== '' && !domain.endsWith('.')) domain += '.';
        comment = '';
      } else if (!/^\s$/.test(character)) {
        return { domain: domain.replace(/\.$/, ''), comment, end: character };
      }
    }
  }

  /** What stands between angle brackets; an obsolete route (RFC 5322 4.4) is left out. */
  angleAddress(): { local: string; domain: string } {
    const route = /^\s*@[^:>]*:/.exec(this.#text.slice(this.#at));
    if (route !== null) this.#at += route[0].length;
    const { text, stop } = this.phrase('@>');
    if (stop !== '@') return { local: text, domain: '' };
    const { domain, end } = this.domain();
    if (end !== '>') this.#skipPast('>');
    return { local: text, domain };
  }

  #skipPast(character: string): void {
    const found = this.#text.indexOf(character, this.#at);
    this.#at = found === -1 ? this.#text.length : found + 1;
  }

  /** Called after the opening quote. Undefined when the closing one is missing. */
  #quotedString(): string | undefined {
    const match = /^((?:[^"\\]|\\.)*)"/s.exec(this.#text.slice(this.#at));
    if (match === null) return undefined;
    this.#at += match[0].length;
    // eslint-disable-next-line no-control-regex -- control characters do not belong into names
    return (match[1] ?? '').replace(/\\(.)/gs, '$1').replace(/[\x00-\x08\x0a-\x1f\x7f]/g, '');
  }

  #skipSpace(): void {
    for (;;) {
      const character = this.#text.charAt(this.#at);
      if (character === '(') this.#comment();
      else if (/^\s$/.test(character)) this.#at++;
      else return;
    }
  }

  #comment(): string {
    const start = this.#at + 1;
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text.charAt(this.#at);
      if (character === '\\') this.#at++;
      else if (character === '(') depth++;
      else if (character === ')' && --depth === 0) break;
    }
    const comment = this.#text.slice(start, this.#at);
    this.#at++;
    return comment;
  }
}
