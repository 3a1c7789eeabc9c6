declare const MAILROOM_VERSION: string;

/** Like `1.2.3`, or `1.2.3+0a1b2c3` with the commit; put in when the program is bundled. From its sources it is `dev`. */
export const VERSION = typeof MAILROOM_VERSION === 'string' ? MAILROOM_VERSION : 'dev';
