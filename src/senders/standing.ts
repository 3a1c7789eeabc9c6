import { type Mail, type MailboxId } from '../mail/mail-store.ts';
import { isInAny } from '../triage/label-changes.ts';
import { type Places } from '../triage/places/placed-category.ts';

/** Where a mail stands: it waits in Screener or in the Inbox, or is filed in the mailbox of its sender's category. */
export type Standing = 'screener' | 'inbox' | 'filed';

/**
 * Where a mail stands, in one place only; undefined for mail that no label on its sender's mail would move. `home` is the
 * mailbox of the sender's category, if it is in one.
 */
export function standingOf(mail: Mail, home: MailboxId | undefined, places: Places): Standing | undefined {
  if (isInAny(mail, [places.trash, places.junk, places.drafts, places.sent])) return undefined;
  if (mail.mailboxIds.has(places.screener)) return 'screener';
  if (isInAny(mail, [home])) return 'filed';
  return mail.mailboxIds.has(places.inbox) ? 'inbox' : undefined;
}
