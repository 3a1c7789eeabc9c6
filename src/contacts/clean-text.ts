/** The cleaning of text that comes from mail, so that nothing in it can end a line of a card. */

// Some readers of vCards break lines wherever Unicode does, so all of these count.
export const LINE_BREAK = /\r\n|[\n\r\u0085\u2028\u2029]/g;

/** Puts text on one line, for names: line breaks and tabs become spaces, other control characters go. */
export const cleanName = (text: string): string =>
  wellFormed(
    text
      .replace(LINE_BREAK, ' ')
      .replaceAll('\t', ' ')
      .replace(/\p{Cc}/gu, ''),
  ).trim();

/** Keeps text of several lines, for notes: line breaks become `\n`, control characters other than tabs go. */
export const cleanNote = (text: string): string =>
  wellFormed(text.replace(LINE_BREAK, '\n').replace(/[^\P{Cc}\t\n]/gu, ''));

// UTF-8 cannot carry lone surrogates.
const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');
