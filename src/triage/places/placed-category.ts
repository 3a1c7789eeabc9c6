import { type Category } from '../../config/categories/category.ts';
import { type MailboxId } from '../../mail/mail-store.ts';

/** A category together with where it is in this account. */
export interface PlacedCategory {
  readonly category: Category;
  readonly label: MailboxId;
  /** The category's own mailbox. */
  readonly mailbox: MailboxId;
  /** How many ancestors it has. */
  readonly depth: number;
  /** Where its senders' mail goes: its own mailbox, then those of its ancestors; each once, where it is outermost. */
  readonly targets: readonly MailboxId[];
  /** Names of the groups its senders join: its own, then those of its ancestors. */
  readonly groups: readonly string[];
}

/** The mailboxes that triage works with, by the account's ids. */
export interface Places {
  readonly inbox: MailboxId;
  readonly screener: MailboxId;
  readonly sent: MailboxId | undefined;
  readonly drafts: MailboxId | undefined;
  readonly trash: MailboxId | undefined;
  readonly junk: MailboxId | undefined;
  readonly errorLabel: MailboxId;
  readonly warningLabel: MailboxId | undefined;
  /** Beside a triage label it makes the decision one about the sender's whole domain; undefined where the account has none. */
  readonly wholeDomainLabel: MailboxId | undefined;
  readonly categories: readonly PlacedCategory[];
  /** The paths of all mailboxes, for people to read. */
  readonly paths: ReadonlyMap<MailboxId, string>;
}
