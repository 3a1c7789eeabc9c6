import { type BookListing } from '../contacts/contact-book.ts';
import { type Mailbox } from '../mail/mail-store.ts';
import { type Clients } from './clients.ts';

/** What an account has of the things that the configuration names. */
export interface AccountView {
  readonly mailboxes: Mailbox[];
  readonly listing: BookListing;
}

export async function readAccount(
  { mail, contacts }: Pick<Clients, 'mail' | 'contacts'>,
  signal: AbortSignal,
): Promise<AccountView> {
  const mailboxes = await mail.mailboxes(signal);
  return { mailboxes, listing: await contacts.list(signal) };
}
