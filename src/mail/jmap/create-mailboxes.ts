import { ProtocolError } from '../../errors.ts';
import { isObject, optionalObjectField, stringField } from '../../jmap/fields.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { readSetError } from '../../jmap/set-error.ts';
import { type MailboxId } from '../mail-store.ts';

/** Fastmail was seen to refuse about fifty in one request. */
export const MAILBOXES_PER_REQUEST = 10;

export interface NewMailbox {
  name: string;
  parentId: MailboxId | null;
}

export type MailboxOutcome = { ok: true; id: MailboxId } | { ok: false; error: Error };

/**
 * Makes mailboxes, at most `MAILBOXES_PER_REQUEST`, with one Mailbox/set (RFC 8621 2.5); outcomes in the given order. A
 * server has no two mailboxes of one name side by side, so one that was made in the meantime is refused, not doubled.
 */
export async function createMailboxes(
  jmap: JmapClient,
  mailboxes: readonly NewMailbox[],
  signal: AbortSignal,
): Promise<MailboxOutcome[]> {
  // Programs on phones show subscribed mailboxes only, and the default is not to be (RFC 8621 2).
  const create = Object.fromEntries(
    mailboxes.map(({ name, parentId }, index) => [String(index), { name, parentId, isSubscribed: true }]),
  );
  const answer = (await jmap.call([['Mailbox/set', { create }, 'set']], signal)).get('set');
  const created = optionalObjectField(answer, 'created', 'Mailbox/set') ?? {};
  const notCreated = optionalObjectField(answer, 'notCreated', 'Mailbox/set') ?? {};
  return mailboxes.map(({ name }, index): MailboxOutcome => {
    const record = created[String(index)];
    if (isObject(record)) return { ok: true, id: stringField(record, 'id', 'Mailbox/set') };
    const error =
      String(index) in notCreated
        ? readSetError(notCreated[String(index)], `mailbox "${name}"`).error
        : new ProtocolError(`Mailbox/set answered neither 'created' nor 'notCreated' for mailbox "${name}"`);
    return { ok: false, error };
  });
}
