export type ContactType = 'company' | 'person';

/** Where a sender can be put. Categories are data: nothing in the program knows one by name except the defaults. */
export interface Category {
  /** Unique; shown in logs and in a contact's note. */
  name: string;
  /** The triage label: a mailbox, by path or unique name. */
  label: string;
  /** The contact group's name. */
  group: string;
  /** Where the sender's mail goes: a mailbox, by path or unique name; `Inbox` means the role. */
  mailbox: string;
  /** What kind of card a new sender of this category gets. */
  contactType: ContactType;
  /** Name of the category whose groups and mailboxes its senders get too. */
  parent?: string;
  /** Mail swept from Screener shows in the Inbox as well. Not inherited by children. */
  addToInbox: boolean;
  /** Labelling mail that is in Junk is no rescue: it stays there. */
  keepsJunk: boolean;
}
