import { type Exchange, type JmapCall, jmapCallsOf } from './exchange.ts';

/** The part of an exchange that the rules are about. */
export type SentRequest = Pick<Exchange, 'n' | 'method' | 'path' | 'requestHeaders' | 'requestBody'>;

/**
 * Throws when any request breaks a rule that Mailroom never breaks: nothing is destroyed, no mail is left without a
 * mailbox, every write is conditional. Knows the rules from the design alone, and shares no code with the program.
 */
export function assertWireRules(exchanges: readonly SentRequest[]): void {
  const violations = wireViolations(exchanges);
  if (violations.length > 0) throw new Error(`Requests broke the rules:\n${violations.join('\n')}`);
}

/** One line for each violation, with the number of its request. */
export function wireViolations(exchanges: readonly SentRequest[]): string[] {
  return exchanges.flatMap((exchange) => {
    const found = [...httpViolations(exchange), ...jmapCallsOf(exchange.requestBody).flatMap(callViolations)];
    return found.map((violation) => `#${exchange.n} ${exchange.method} ${exchange.path}: ${violation}`);
  });
}

function httpViolations({ method, requestHeaders }: SentRequest): string[] {
  const found: string[] = [];
  // MOVE takes the source away, COPY may overwrite its target (RFC 4918 9.8, 9.9).
  if (['DELETE', 'MOVE', 'COPY'].includes(method)) found.push(`${method} may destroy a contact`);
  if (method === 'PUT') {
    const { 'if-match': ifMatch = '', 'if-none-match': ifNoneMatch = '' } = requestHeaders;
    if (ifMatch === '' && ifNoneMatch === '') found.push('PUT without If-Match or If-None-Match');
    if (ifMatch === '*') found.push('PUT with If-Match: * overwrites whatever is there');
  }
  return found;
}

function callViolations({ name, args }: JmapCall): string[] {
  const found: string[] = [];
  if (name.endsWith('/set') && !isEmptyList(args.destroy ?? [])) found.push(`${name} destroys`);
  if ('#destroy' in args) found.push(`${name} destroys what another call found`);
  for (const flag of ['onDestroyRemoveEmails', 'onSuccessDestroyOriginal']) {
    if (args[flag] === true) found.push(`${name} with ${flag}`);
  }
  if (name === 'Email/set') found.push(...emailSetViolations(args));
  if (name === 'ContactCard/set') found.push(...cardSetViolations(args));
  return found;
}

function emailSetViolations(args: Record<string, unknown>): string[] {
  const found: string[] = [];
  if (typeof args.ifInState !== 'string') found.push('Email/set without ifInState');
  if ('#update' in args) found.push('Email/set updates what another call found');
  const patches = (args.update ?? {}) as Record<string, Record<string, unknown>>;
  for (const [id, patch] of Object.entries(patches)) {
    // A patch's path has no leading slash (RFC 8620 5.3), but a server may take one.
    const entries = Object.entries(patch).map(([path, value]) => [path.replace(/^\//, ''), value] as const);
    const mailboxes = entries.filter(([path]) => path.startsWith('mailboxIds/'));
    if (entries.some(([path]) => path === 'mailboxIds'))
      found.push(`Email ${id}: all of mailboxIds replaced`);
    const takes = mailboxes.some(([, value]) => value !== true);
    const gives = mailboxes.some(([, value]) => value === true);
    if (takes && !gives) found.push(`Email ${id}: mailboxes taken away, none added`);
  }
  return found;
}

/** Properties of a card that may be set as a whole: where it had none. */
const ADDED_WHOLE = ['name', 'organizations', 'notes', 'members'];

function cardSetViolations(args: Record<string, unknown>): string[] {
  const found: string[] = [];
  if (typeof args.ifInState !== 'string') found.push('ContactCard/set without ifInState');
  if ('#update' in args) found.push('ContactCard/set updates what another call found');
  const patches = (args.update ?? {}) as Record<string, Record<string, unknown>>;
  for (const [id, patch] of Object.entries(patches)) {
    for (const [path, value] of Object.entries(patch)) {
      if (!path.includes('/') && !ADDED_WHOLE.includes(path))
        found.push(`ContactCard ${id}: all of ${path} replaced`);
      if (value === null && !path.startsWith('members/')) found.push(`ContactCard ${id}: ${path} taken away`);
    }
  }
  return found;
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** Throws when a secret is in any of the texts, as it is or in a form that is as good (URL, Base64 at any offset). */
export function assertNoSecrets(texts: readonly string[], secrets: readonly string[]): void {
  for (const [n, secret] of secrets.entries()) {
    const shown = texts.findIndex((text) => formsOf(secret).some((form) => text.includes(form)));
    if (shown !== -1) throw new Error(`Secret ${n} is in text ${shown}`);
  }
}

function formsOf(secret: string): string[] {
  if (secret === '') throw new Error('An empty secret is in every text');
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].map((offset) => {
    // The characters at both ends also hold bits of the neighbours, so only those in between can be looked for.
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...inBase64].filter(
    (form) => form.length >= Math.min(secret.length, 6),
  );
}
