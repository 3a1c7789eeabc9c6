/** How many of a thing, in words: `1 sender`, `12 senders`. */
export const counted = (number: number, thing: string, things = `${thing}s`): string =>
  `${number} ${number === 1 ? thing : things}`;
