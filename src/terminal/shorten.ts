import truncatedWidth from 'fast-string-truncated-width';

const ELLIPSIS = '…';

/** How many columns of a terminal a text takes: of some scripts, and of emoji, each character takes two. */
export const widthOf = (text: string): number => truncatedWidth(text).width;

/** The text in at most so many columns: whole words of it, or the start of its first word where that is too long. */
export function shortenWords(text: string, width: number): string {
  const start = startOf(text, width);
  if (start === text) return text;
  const words = /^\s/.test(text.slice(start.length)) ? start : start.replace(/\s+\S*$/, '');
  return `${words.trimEnd()}${ELLIPSIS}`;
}

/** The address, or domain, of ASCII in at most so many columns: first the local part loses its end, then the domain its start. */
export function shortenAddress(address: string, width: number): string {
  if (widthOf(address) <= width) return address;
  const at = Math.max(0, address.lastIndexOf('@'));
  const domain = address.slice(at);
  const local = startOf(address.slice(0, at), width - widthOf(domain));
  if (local !== '') return `${local}${ELLIPSIS}${domain}`;
  return `${ELLIPSIS}${address.slice(Math.max(0, address.length - width + 1))}`;
}

/** As much of the text as leaves room for the ellipsis; all of it where it fits. */
function startOf(text: string, limit: number): string {
  const { index, truncated } = truncatedWidth(text, { limit: Math.max(0, limit), ellipsis: ELLIPSIS });
  if (!truncated) return text;
  let start = text.slice(0, index);
  // Of rare scripts the library leaves a character too many.
  while (start !== '' && widthOf(start) >= limit) start = start.replace(/.$/su, '');
  return start;
}
