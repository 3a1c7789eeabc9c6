import { parseFullName } from 'parse-full-name';
import { type PersonName } from './contact-book.ts';
import { withoutQuotes } from './same-name.ts';

/**
 * Splits a display name into the parts of N (RFC 6350 6.2.2). Only a Latin name whose parts, put together again, are the
 * name as it was is split; any other is wholly the given name, so that nothing is invented or lost. Takes any text and
 * never throws.
 */
export function splitPersonName(fullName: string): PersonName {
  const name = withoutQuotes(fullName.replace(/\s+/g, ' '));
  const parts = LATIN_NAME.test(name) ? partsOf(name) : undefined;
  return parts ?? { given: name, family: '', middle: '', prefix: '', suffix: '' };
}

// Escaped, as in all raw text: one such character makes the whole program take two bytes a character.
const WORD = String.raw`['\u2019.-]*\p{Script=Latin}[\p{Script=Latin}\p{M}'\u2019.-]*`;
const WORDS = `${WORD}(?: ${WORD})*`;
const LATIN_NAME = new RegExp(`^${WORDS}(?:, ${WORDS})?$`, 'u');

// More words between the first and the last are rather a sentence than names.
const MAX_MIDDLE_NAMES = 2;

function partsOf(name: string): PersonName | undefined {
  // The letter case stays as the sender has it.
  const { first = '', middle = '', last = '', title = '', suffix = '' } = parseFullName(name, 'all', false);
  const parts = { given: first, family: last, middle, prefix: title, suffix };
  const isName =
    last !== '' && (first !== '' || title !== '') && middle.split(' ').length <= MAX_MIDDLE_NAMES;
  return isName && writtenForms(parts).includes(name) ? parts : undefined;
}

/** The ways to write a name of these parts. */
function writtenForms({ given, family, middle, prefix, suffix }: PersonName): string[] {
  const joined = (...parts: string[]): string => parts.filter((part) => part !== '').join(' ');
  return [
    joined(prefix, given, middle, family, suffix),
    `${joined(prefix, given, middle, family)}, ${suffix}`,
    `${family}, ${joined(prefix, given, middle, suffix)}`,
    `${joined(family, suffix)}, ${joined(prefix, given, middle)}`,
  ];
}
