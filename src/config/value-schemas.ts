import * as z from 'zod/mini';
import { isLoopback } from '../http/allowed-origin.ts';
import { shownAs } from './shown-value.ts';
import { normaliseAddress } from '../mail/address.ts';

// Schemas for strings from the environment. Each has a message of its own that reads on from the variable's name and
// never holds the value. zod/mini rather than zod: it takes 3 MiB less memory (measured on Node 24).

/** A text. The environment holds nothing else, but YAML also has numbers, lists, …. */
export const text = () => z.string({ error: ({ input }) => typeProblem(input) });

function typeProblem(input: unknown): string {
  if (input === null) return 'is empty: give a text, or take it away (a text that says null needs quotes).';
  if (typeof input !== 'object') return `is a ${typeof input}: put it in quotes.`;
  return `is ${Array.isArray(input) ? 'a list' : 'an object'}: give a text.`;
}

/** A text that `problemOf` finds nothing wrong with. */
const checked = (problemOf: (value: string) => string | undefined) =>
  text().check((context) => {
    const message = problemOf(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
  });

export function wholeNumber(min: number, max: number, note = '') {
  const isNone = (text: string): boolean => {
    const isNumber = /^(?:0|[1-9]\d*)$/.test(text);
    return !isNumber || Number(text) < min || Number(text) > max;
  };
  return z.pipe(
    trimmed((text) =>
      isNone(text)
        ? `must be a whole number from ${min} to ${max}${note}, in digits only${shownAs(text, 'is not')}${inSeconds(text, note)}.`
        : undefined,
    ),
    z.transform(Number),
  );
}

/** What `5m` means, where seconds are wanted. */
function inSeconds(text: string, note: string): string {
  const [, count = '', unit = ''] = /^(\d{1,5})\s*(s|m|h)[a-z]*$/i.exec(text) ?? [];
  const seconds = Number(count) * ({ s: 1, m: 60, h: 3600 }[unit.toLowerCase()] ?? 0);
  return note.includes('seconds') && seconds > 0 ? `, write ${seconds}` : '';
}

export const trueOrFalse = () =>
  z.pipe(
    trimmed((text) =>
      /^(?:true|false)$/i.test(text) ? undefined : `must be true or false${shownAs(text, 'is neither')}.`,
    ),
    z.transform((text) => text.toLowerCase() === 'true'),
  );

/** As `checked`, without the white space around it: an env-file keeps a blank at the end of a line. */
const trimmed = (problemOf: (value: string) => string | undefined) =>
  z.pipe(
    z.pipe(
      text(),
      z.transform((given) => given.trim()),
    ),
    checked(problemOf),
  );

/** One of some lower-case words, in any letter case. */
export const oneOf = <const Words extends readonly string[]>(
  words: Words,
  problemOf: (input: unknown) => string,
) =>
  z.pipe(
    z.string().check(z.trim(), z.toLowerCase()),
    z.enum(words, { error: ({ input }) => problemOf(input) }),
  );

export const groupName = () => checked(nameProblem);

/** In NFC: names are compared, and a mailbox called after it must be Net-Unicode (RFC 8621 2, RFC 5198). */
export const categoryName = () => z.pipe(checked(categoryNameProblem), z.transform(nfc));

/** The name of another category, which that category's own entry answers for. */
export const categoryReference = () => z.pipe(text(), z.transform(nfc));

const nfc = (name: string): string => name.normalize();

export function categoryNameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'is blank: give a name.';
  if (name.includes('/')) return 'has a slash: take that away (a label and a mailbox may be paths).';
  return nameProblem(name);
}

/** A mailbox: a unique name, or a path whose segments are separated by slashes. */
export const mailboxPath = () =>
  checked((text) =>
    text.split('/').some((segment) => segment.trim() === '')
      ? 'must be the name or the path of a mailbox: no part of the path may be blank.'
      : nameProblem(text),
  );

function nameProblem(text: string): string | undefined {
  if (text.trim() === '') return 'is blank: give a name, or unset it to use the default.';
  if (text !== text.trim()) return 'starts or ends with white space: take that away.';
  // Half a surrogate pair is no character at all.
  if (/[\p{Cc}\p{Cs}]/u.test(text)) return 'has control characters: take those away.';
  return undefined;
}

/** A JMAP token travels in a header as it is (RFC 6750 2.1), so it must be plain ASCII. */
export const token = () =>
  checked((text) =>
    /^[\x21-\x7e]+$/.test(text)
      ? undefined
      : `has white space, a line break or another character that no token has${whereIn(text, /[^\x21-\x7e]/)}: copy it again.`,
  );

export const password = () => checked(passwordProblem);

export const username = () =>
  checked((text) =>
    text.includes(':') ? 'has a colon, which a user name cannot have (RFC 7617).' : passwordProblem(text),
  );

const passwordProblem = (text: string): string | undefined =>
  /[\s\p{Cc}]/u.test(text)
    ? `has white space or control characters${whereIn(text, /[\s\p{Cc}]/u)}: copy it again without those.`
    : undefined;

/** Where in a secret it is: of the secret itself nothing is told. */
function whereIn(text: string, wrong: RegExp): string {
  const at = text.search(wrong);
  const isBreak = /[\r\n]/.test(text[at] ?? '');
  return ` (${isBreak ? 'a line break ' : ''}after character ${at} of ${text.length})`;
}

/** An address that credentials may be sent to. */
export const serverUrl = () =>
  z.pipe(
    trimmed(urlProblem),
    z.transform((text) => new URL(text)),
  );

/** Like `api.fastmail.com/jmap`; no token has such a form. */
const HOST_ALONE = /^(?=.{4,60}$)(?:[a-z0-9-]{1,20}\.)+[a-z]{2,15}(?::\d+)?(?:\/[\w./-]*)?$/i;

function urlProblem(text: string): string | undefined {
  if (HOST_ALONE.test(text)) return `has nothing before the host: write https://${text}.`;
  if (/[\s\p{Cc}]/u.test(text) || !URL.canParse(text))
    return 'is not a URL: give one like https://host/path.';
  const { protocol, hostname, username: user, password: secret } = new URL(text);
  if (user !== '' || secret !== '') {
    return 'must not hold a user name or password: those have variables of their own.';
  }
  if (/[?#]/.test(text)) return 'must not have a query (?) or a fragment (#): take it away.';
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return undefined;
  return 'must start with https:// (http:// is for localhost, 127.0.0.1 and [::1] only).';
}

/** Comma-separated addresses or `*@domain`, as given. */
export const ownAddresses = () =>
  z.pipe(
    z.pipe(z.string(), z.transform(listEntries)),
    z.array(z.string()).check((context) => {
      const bad = context.value.findIndex((entry) => !isOwnAddress(entry));
      const entry = context.value[bad];
      if (entry === undefined) return;
      const message = `must be addresses or *@domain, separated by commas: ${separatorAdvice(entry) ?? `entry ${bad + 1} is neither`}.`;
      context.issues.push({ code: 'custom', message, input: context.value });
    }),
  );

const listEntries = (text: string): string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** For those who took another separator: their addresses, as they should be written. */
function separatorAdvice(entry: string): string | undefined {
  const parts = entry.split(/[;\s]+/).filter((part) => part !== '');
  return parts.length > 1 && parts.every(isOwnAddress) ? `write ${parts.join(',')}` : undefined;
}

const isOwnAddress = (entry: string): boolean => {
  const address = entry.replace(/^\*@/, 'anyone@');
  return !address.includes('*') && normaliseAddress(address) !== undefined;
};
