import { type Address } from '../mail/address.ts';
import { type Mail, type MailId, type Walker } from '../mail/mail-store.ts';
import { standingOf } from '../senders/standing.ts';
import { isInAny, modifiersOf } from '../triage/label-changes.ts';
import { type Places } from '../triage/places/placed-category.ts';
import { type Decision } from './decisions.ts';

/** A message that may be labelled. */
export interface Candidate {
  readonly id: MailId;
  readonly threadId: string;
  /** RFC 3339, UTC. */
  readonly receivedAt: string;
}

/** What of a sender's mail may carry the label. */
export interface Candidates {
  /** How many messages the label would move. */
  moving: number;
  /** The newest first; one for each conversation, of a few. */
  newest: readonly Candidate[];
}

/** In how many conversations a sender's message is looked for that shares its conversation with nobody labelled. */
const MAX_CONVERSATIONS = 4;

/**
 * Whether a message may carry the label of a decision: it waits, or is filed in the category that the sender leaves. A sender
 * that stays in its category gets a label for what waits alone.
 */
export function mayCarry(
  mail: Mail,
  { from, placed }: Pick<Decision, 'from' | 'placed'>,
  places: Places,
): boolean {
  // There the label would be about the whole domain, which the line is not.
  if (isInAny(mail, modifiersOf(places))) return false;
  const standing = standingOf(mail, from?.mailbox, places);
  if (from !== placed) return standing !== undefined;
  return standing === 'inbox' || (standing === 'screener' && placed.mailbox !== places.screener);
}

/** Finds the newest mail of the senders that are decided about, as it is walked by, and keeps little of it. */
export class CandidateFinder {
  readonly #places: Places;
  readonly #decisions: ReadonlyMap<Address, Decision>;
  readonly found = new Map<Address, Candidates>();
  /** Messages that were looked at. */
  seen = 0;

  constructor(places: Places, decisions: readonly Decision[]) {
    this.#places = places;
    this.#decisions = new Map(decisions.map((decision) => [decision.sender, decision]));
  }

  readonly mail: Walker<Mail> = () => {
    this.found.clear();
    this.seen = 0;
    return (mail) => this.#look(mail);
  };

  #look(mail: Mail): void {
    this.seen += 1;
    const { id, threadId, receivedAt, sender } = mail;
    const decision = sender === undefined ? undefined : this.#decisions.get(sender);
    if (sender === undefined || decision === undefined || !mayCarry(mail, decision, this.#places)) return;
    const known = this.found.get(sender) ?? { moving: 0, newest: [] };
    // Mail is walked by the oldest first, so of two that came at once the later one is the newer.
    const newest = [{ id, threadId, receivedAt }, ...known.newest].sort((one, other) =>
      one.receivedAt === other.receivedAt ? 0 : one.receivedAt > other.receivedAt ? -1 : 1,
    );
    const isNewestOfThread = (one: Candidate, index: number): boolean =>
      newest.findIndex((other) => other.threadId === one.threadId) === index;
    this.found.set(sender, {
      moving: known.moving + (this.#isMoved(mail, decision) ? 1 : 0),
      newest: newest.filter(isNewestOfThread).slice(0, MAX_CONVERSATIONS),
    });
  }

  #isMoved({ mailboxIds }: Mail, { placed }: Decision): boolean {
    const { screener } = this.#places;
    return !mailboxIds.has(placed.mailbox) || (mailboxIds.has(screener) && placed.mailbox !== screener);
  }
}
