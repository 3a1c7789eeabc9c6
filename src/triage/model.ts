import { type PlacedCategory } from './places/placed-category.ts';
import { type CardEntry, type GroupEntry } from '../contacts/contact-book.ts';
import { type Address } from '../mail/address.ts';
import { type Mail, type MailboxId } from '../mail/mail-store.ts';

/** A sender that a triage label decides about. */
export interface LabelledSender {
  /** An address, or a whole domain (`*@x.example`). */
  readonly sender: Address;
  /** The category that the label stands for. */
  readonly placed: PlacedCategory;
  /** The messages that carry the label. */
  readonly mails: readonly Mail[];
  /** Of a whole domain, the senders that something else decides about: a label, or a card of their own. Else nobody. */
  readonly exceptions: ReadonlySet<Address>;
  /** What the newest of them calls the sender; undefined when it gives no name, and for a whole domain. */
  readonly name: string | undefined;
  /**
   * Every label of the sender came with one on somebody else's mail in the same conversation, as is seen of the other's
   * mail or of a mark on the sender's own: phones label whole threads, so the user may not have meant this sender.
   */
  readonly byConversation: boolean;
}

/** A labelled sender after its contacts were looked up: what is to be done. */
export interface SenderWork extends LabelledSender {
  /** Cards that hold the address; empty when a contact must be made. */
  readonly cards: readonly CardEntry[];
  /** UIDs of deleted contacts of the sender that groups still have; left along with the groups. */
  readonly lostUids: readonly string[];
  /** Cards of others that stand for the sender as well: of its domain. They stay in their groups. */
  readonly covering: readonly CardEntry[];
  /**
   * The category that the sender moves from, which may be that of its domain; undefined for one that is in no category yet,
   * or in this one.
   */
  readonly from: PlacedCategory | undefined;
  /** Groups to join, the category's own first; the sender's cards may be in some of them already. */
  readonly join: readonly GroupEntry[];
  /** Managed groups outside the category's chain that a card of the sender is in: left last. */
  readonly leave: readonly GroupEntry[];
  /**
   * Senders whose mail rules by contact group would file as that of their domain, too: this one, or exceptions of this
   * domain.
   */
  readonly overlaps: readonly Address[];
  /** Mailboxes whose mail moves to the targets: Screener, the Inbox, and those of the categories being left, or of the domain. */
  readonly sources: readonly MailboxId[];
}
