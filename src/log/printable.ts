/**
 * The text with everything that a terminal would act upon or not show written as `\uXXXX`: control characters (and so
 * ANSI escapes), bidi overrides, line separators, lone surrogates. Such an escape may stand in JSON, too, so a whole line
 * of JSON stays the same JSON.
 */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escapeUnits);

// Joiners (U+200C, U+200D) are format characters as well, but names in some scripts and emoji need them.
const UNPRINTABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const escapeUnits = (character: string): string =>
  Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
