declare const MAILROOM_VERSION: string;

/** Put in when the program is bundled; `dev` when it runs from its sources. */
export const VERSION = typeof MAILROOM_VERSION === 'string' ? MAILROOM_VERSION : 'dev';
