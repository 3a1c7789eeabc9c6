import { headerProperty } from './header-forms.ts';
import { type HeaderField } from './message.ts';

/**
 * Finds the conversation that a mail belongs to: messages that share a message id, be it their own or one they refer to,
 * under the same subject. Conversations are not joined afterwards.
 */
export class ThreadIndex {
  readonly #threads = new Map<string, string>();

  /** `newThreadId` is what the thread is called if the mail starts one. */
  assign(headers: readonly HeaderField[], newThreadId: string): string {
    const subject = normaliseSubject(read(headers, 'subject'));
    const keys = [...new Set(messageIds(headers))].map((id) => `${id.toLowerCase()} ${subject}`);
    const known = keys.map((key) => this.#threads.get(key)).find((thread) => thread !== undefined);
    const thread = known ?? newThreadId;
    for (const key of keys) if (!this.#threads.has(key)) this.#threads.set(key, thread);
    return thread;
  }
}

function messageIds(headers: readonly HeaderField[]): string[] {
  const inReplyTo = headers.find(({ name }) => name.toLowerCase() === 'in-reply-to')?.value ?? '';
  return [
    ...read(headers, 'references'),
    // Some mailers write a sentence here ("Your message of …"): servers do not look into it.
    ...(/^\s*</.test(inReplyTo) ? read(headers, 'inReplyTo') : []),
    ...read(headers, 'messageId'),
  ];
}

function read(headers: readonly HeaderField[], property: string): string[] {
  const value = headerProperty(property)?.(headers);
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Without everything in brackets, prefixes like `Re:` and `AW:`, and white space; the case of letters counts. */
function normaliseSubject([subject = '']: string[]): string {
  let rest = subject.replace(/\[[^\]]*\]/g, '');
  for (let last = ''; last !== rest;) {
    last = rest;
    rest = rest.replace(/^\s*[a-z0-9]+:/i, '');
  }
  return rest.replace(/\s+/g, '');
}
