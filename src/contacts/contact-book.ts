import { type Address } from '../mail/address.ts';

/** A card as the listing shows it: enough to find whose it is. */
export interface CardEntry {
  /** Names the card within its adapter (a path, an id). */
  ref: string;
  /** Empty when it has none (RFC 9982 makes it optional): then it can be looked up, but be in no group. */
  uid: string;
  addresses: readonly Address[];
}

/** A contact group: itself a card, with other cards' UIDs as members (RFC 6350 6.6.5; Apple's vCard 3 form). */
export interface GroupEntry {
  ref: string;
  /** As the card has it; empty when it has none. */
  uid: string;
  name: string;
  /** UIDs of the members, exactly as the server resolves them. Some may name no card. */
  members: ReadonlySet<string>;
  /** `bareUid` of what names no card as it is written, but can mean one; not of what several cards could be meant by. */
  strays: ReadonlySet<string>;
}

export interface BookListing {
  cards: readonly CardEntry[];
  groups: readonly GroupEntry[];
}

export interface PersonName {
  given: string;
  family: string;
  middle: string;
  prefix: string;
  suffix: string;
}

/** What triage reads of a card. Blank values count as absent. */
export interface Contact {
  /** Empty when the card has none. */
  uid: string;
  addresses: readonly Address[];
  fullName?: string;
  organization?: string;
  /** Missing where there are none. */
  nicknames?: readonly string[];
  personName?: PersonName;
  note?: string;
}

/** A contact out of what was read of a card; what is undefined, the card does not have. */
export const contactOf = ({ uid, addresses, ...read }: ReadFields): Contact => ({
  uid,
  addresses,
  ...Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)),
});

type ReadFields = Pick<Contact, 'uid' | 'addresses'> & {
  [Field in keyof Omit<Contact, 'uid' | 'addresses'>]-?: Contact[Field] | undefined;
};

/** What triage changes of a card: each field given replaces that one property, everything else stays (N5). */
export interface ContactEdit {
  fullName?: string;
  organization?: string;
  personName?: PersonName;
  note?: string;
  /** Takes the note away, which a blank one does not. */
  dropsNote?: true;
}

/** A card to be made. A person has `personName`, a company `organization` (and an empty N). */
export interface NewContact extends ContactEdit {
  address: Address;
  fullName: string;
  note: string;
}

/** One card to write: `create` when no card has the address, else the card to edit. */
export interface ContactJob {
  target: { create: NewContact } | { edit: CardEntry };
  /**
   * Decides the edit from the card as it is now; undefined when nothing is to change. Asked again whenever the card
   * turns out to have changed in between (412), and for a card that was to be made but exists already. Not asked for a
   * card that cannot be written without a loss (N5): that one is read, and stays as it is.
   */
  revise: (contact: Contact) => ContactEdit | undefined;
}

/** What became of a card. */
export type ContactOutcome =
  | {
      ok: true;
      /** As it is after the job. */
      contact: Contact;
      /** As it was read, before any job of the call; missing where the call made it. */
      before?: Contact;
      created: boolean;
      /** False where nothing had to change, and where the card may only be read. */
      wrote: boolean;
    }
  | { ok: false; error: Error };

export interface MemberChange {
  /** As it was listed. */
  group: GroupEntry;
  /** UIDs of cards, exactly as the cards have them. */
  add: readonly string[];
  /** Of these, strays are taken out as well. A UID in both lists is added. */
  remove: readonly string[];
}

/** `refused` are the members that the server does not take, by UID, and why; all others are in or out as wished. */
export type MemberOutcome =
  { ok: true; wrote: boolean; refused: ReadonlyMap<string, Error> } | { ok: false; error: Error };

/**
 * The address book, as triage needs it. There is no way to delete a card. Writes are conditional (N5): what someone else
 * changed in between is read again and the decision made anew, at most 5 times.
 *
 * A failure of one job is its outcome. The methods throw (`TransientError`, `AuthError`) when unrelated requests fail
 * as well: then the book as a whole is out of reach.
 */
export interface ContactBook {
  /** Lists the whole book: what all cards are found by, and every group. */
  list(signal: AbortSignal): Promise<BookListing>;
  /** How many senders' cards to save at a time: as many as neither take long nor much memory. Known after `list`. */
  readonly sendersAtOnce: number;
  /** Makes or edits cards; the outcomes are in the order of the jobs. */
  save(jobs: readonly ContactJob[], signal: AbortSignal): Promise<ContactOutcome[]>;
  /**
   * Adds and removes members, with one write a group, and none where nothing changes; where the server refuses a group, in
   * parts, so that the members at fault are found. Outcomes in the given order.
   */
  changeMembers(changes: readonly MemberChange[], signal: AbortSignal): Promise<MemberOutcome[]>;
  /**
   * Makes an empty group. Done at once where Mailroom made a group of this name before: two processes that make the same
   * group make one. Throws `SenderError` when the server refuses the card, and whatever else the request calls for.
   */
  createGroup(name: string, signal: AbortSignal): Promise<void>;
}

/** The address book, for whoever asks what is on its cards. Throws as `ContactBook` does. */
export interface ContactReading {
  /**
   * Tells what is on these cards, one after the other in any order; nothing of those that are gone. Notes may be large, so
   * whoever is told must keep no part of their texts.
   */
  read(
    cards: readonly CardEntry[],
    tell: (card: CardEntry, contact: Contact) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Which of these cards, by `ref`, have a UID that Mailroom gives to cards of their address, and hold nothing but what
   * Mailroom writes. Any other may hold what its user put there.
   */
  own(cards: readonly CardEntry[], signal: AbortSignal): Promise<ReadonlySet<string>>;
}
