/** The longest that a value may be to be shown: shorter than any token and than an app password of Fastmail's. */
const MAX_SHOWN = 12;

/**
 * `: "5m" is not`: what was given, so that the reader sees the slip. Empty for what may be a secret that landed in the
 * wrong variable (N9), or could not be seen.
 */
export const shownAs = (value: unknown, verdict: string): string =>
  typeof value === 'string' && value.length <= MAX_SHOWN && /^[\x20-\x7e]+$/.test(value)
    ? `: "${value}" ${verdict}`
    : '';
