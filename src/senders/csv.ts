/**
 * CSV (RFC 4180). Names come from mail, so a spreadsheet might take one for a formula and run it: a text that begins like
 * one gets an apostrophe before it, and so does one that begins like one after apostrophes, so that `unguarded` gives back
 * exactly what was written.
 */
export const csvLine = (values: readonly (string | number | undefined)[]): string =>
  values.map((value) => quoted(guarded(String(value ?? '')))).join(',');

/** The text that `csvLine` made a cell of. A spreadsheet that dropped the apostrophe does no harm. */
export const unguarded = (cell: string): string => cell.replace(GUARDED, '');

/** Lines end like this (RFC 4180 2.1). */
export const CSV_LINE_END = '\r\n';

// Some spreadsheets take the full-width signs for the plain ones.
const FORMULA = /^'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const GUARDED = /^'(?='*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/;

const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
