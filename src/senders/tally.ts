import { type Address } from '../mail/address.ts';
import { type Mail, type MailboxId, type Walker } from '../mail/mail-store.ts';
import { ownMailTest } from '../triage/own-mail.ts';
import { type Places } from '../triage/places/placed-category.ts';
import { type Standing, standingOf } from './standing.ts';

/** What was counted of one sender. */
export interface Counts extends Record<Standing, number> {
  /** What its newest mail calls it, of those that give a name. */
  name: string | undefined;
  /** When its newest mail came: RFC 3339, UTC. */
  newestAt: string;
  /** Messages to it, in To or Cc. */
  sent: number;
}

export interface TallyOptions {
  readonly places: Places;
  readonly isOwnAddress: (sender: Address) => boolean;
  /** The mailbox of the category that a sender is in. */
  readonly homeOf: (sender: Address) => MailboxId | undefined;
}

/** Counts mail by sender, as it is walked by, and keeps none of it. */
export class Tally {
  readonly #options: TallyOptions;
  readonly senders = new Map<Address, Counts>();
  /** Messages that wait and name no sender that can be used. */
  senderless = 0;
  /** Messages that were looked at. */
  seen = 0;

  constructor(options: TallyOptions) {
    this.#options = options;
  }

  readonly mail: Walker<Mail> = () => {
    this.senders.clear();
    this.senderless = 0;
    this.seen = 0;
    return (mail) => this.#count(mail);
  };

  /** Counts how often senders were written to; come after their own mail. */
  readonly recipients: Walker<readonly Address[]> = () => {
    for (const counts of this.senders.values()) counts.sent = 0;
    return (addresses) => {
      this.seen += 1;
      for (const address of addresses) {
        const counts = this.senders.get(address);
        if (counts !== undefined) counts.sent += 1;
      }
    };
  };

  /** Counts these, too, though there may be no mail of theirs. */
  expect(senders: Iterable<Address>): void {
    for (const sender of senders) if (!this.#options.isOwnAddress(sender)) this.#countsOf(sender);
  }

  #count(mail: Mail): void {
    this.seen += 1;
    const { places, isOwnAddress, homeOf } = this.#options;
    const { sender } = mail;
    if (ownMailTest(places, isOwnAddress)(mail)) return;
    const standing = standingOf(mail, sender && homeOf(sender), places);
    if (standing === undefined) return;
    if (sender === undefined) {
      this.senderless += 1;
      return;
    }
    const counts = this.#countsOf(sender);
    counts[standing] += 1;
    counts.name = mail.senderName ?? counts.name;
    if (mail.receivedAt > counts.newestAt) counts.newestAt = mail.receivedAt;
  }

  #countsOf(sender: Address): Counts {
    let counts = this.senders.get(sender);
    if (counts === undefined) {
      counts = { screener: 0, inbox: 0, filed: 0, name: undefined, newestAt: '', sent: 0 };
      this.senders.set(sender, counts);
    }
    return counts;
  }
}
