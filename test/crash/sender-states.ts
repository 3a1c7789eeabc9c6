import { type AccountSnapshot, type MailSnapshot } from '../../src/sandbox/store/snapshot.ts';
import { SENDER_STATES, type SenderState, senderState } from '../../src/triage/sender-life.ts';
import { cardsWith, groupsOf } from './known-cards.ts';

/** The state of each sender, by address. */
export type States = ReadonlyMap<string, SenderState>;

/** Tells how far the triage of senders has come in an account that looks like `end` when it is done. */
export class SenderLives {
  readonly #homes: ReadonlyMap<string, string>;
  readonly #groups: ReadonlyMap<string, readonly string[]>;

  constructor(senders: readonly string[], end: AccountSnapshot) {
    this.#homes = new Map(end.mails.map((mail) => [mail.id, homes(mail)]));
    this.#groups = new Map(senders.map((sender) => [sender, groupsOf(end, sender)]));
  }

  statesIn(now: AccountSnapshot): States {
    return new Map([...this.#groups.keys()].map((sender) => [sender, this.#stateOf(sender, now)]));
  }

  #stateOf(sender: string, now: AccountSnapshot): SenderState {
    const theirs = now.mails.filter(({ from }) => from === sender);
    const groups = groupsOf(now, sender);
    const endGroups = this.#groups.get(sender) ?? [];
    return senderState({
      isLabelled: theirs.some(({ mailboxes }) => mailboxes.some((name) => name.startsWith('@To'))),
      hasCard: cardsWith(now, sender).length > 0,
      isInGroups: endGroups.every((group) => groups.includes(group)),
      isInOtherGroups: groups.some((group) => !endGroups.includes(group)),
      hasWaitingMail: theirs.some((mail) => homes(mail) !== (this.#homes.get(mail.id) ?? homes(mail))),
    });
  }
}

const homes = ({ mailboxes }: MailSnapshot): string =>
  mailboxes.filter((name) => !name.startsWith('@')).join();

/** Senders that are further back than they were before, as `ann@x.example: joined → saved`. */
export const fallenBack = (before: States, now: States): string[] =>
  [...now].flatMap(([sender, state]) => {
    const old = before.get(sender) ?? 'labelled';
    return SENDER_STATES.indexOf(state) < SENDER_STATES.indexOf(old) ? [`${sender}: ${old} → ${state}`] : [];
  });

/** How many cuts fell into each state of a sender's life. With several senders, one cut may fall into several. */
export class StateCounts {
  readonly #counts: Record<SenderState, number> = {
    labelled: 0,
    saved: 0,
    joined: 0,
    swept: 0,
    left: 0,
    finished: 0,
  };
  /** Cuts in accounts where nobody is triaged. */
  #none = 0;

  /** Counts a cut; answers with the names of its states. */
  add(states: States): string {
    for (const state of new Set(states.values())) this.#counts[state] += 1;
    if (states.size === 0) this.#none += 1;
    return [...states].map(([sender, state]) => `${sender}: ${state}`).join(', ');
  }

  /** States that no cut fell into. */
  missed(): SenderState[] {
    return SENDER_STATES.filter((state) => this.#counts[state] === 0);
  }

  toString(): string {
    const counts = SENDER_STATES.map((state) => `${state} ${this.#counts[state]}`);
    return [...counts, ...(this.#none > 0 ? [`nobody triaged ${this.#none}`] : [])].join(', ');
  }
}
