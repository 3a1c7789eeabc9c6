/** How far the triage of a sender has come. */
export type SenderState = 'labelled' | 'saved' | 'joined' | 'swept' | 'left' | 'finished';

/** What an account shows of a sender that is, or was, labelled. There is no other memory of a triage. */
export interface SenderFacts {
  /** Mail from the sender carries a triage label. */
  readonly isLabelled: boolean;
  /** A card holds the address. */
  readonly hasCard: boolean;
  /** The card is in the groups of the category and of those above it. */
  readonly isInGroups: boolean;
  /** Mail from the sender is not yet where the label sends it: in Screener, the Inbox, the label alone, or a mailbox being left. */
  readonly hasWaitingMail: boolean;
  /** The card is in the group of a category that the sender leaves. */
  readonly isInOtherGroups: boolean;
}

/** The steps of a cycle, in their order. */
export type Step = 'save contact' | 'join' | 'sweep' | 'leave' | 'finish';

interface Stage {
  /** What the account shows in this state; a fact that is not named may be either way. */
  readonly facts: Partial<SenderFacts>;
  /** The first step that the next cycle has to do something in; undefined where there is none. */
  readonly resumesAt: Step | undefined;
  /** The same for a person. */
  readonly account: string;
  /** What may keep the sender in this state. */
  readonly heldBy: string;
}

/**
 * The life of a sender, from the label to its end. A cut at any point leaves the account in one of these states, and the
 * next cycle goes on from there (N8). `docs/architecture.md` shows the table.
 */
export const SENDER_LIFE: Readonly<Record<SenderState, Stage>> = {
  labelled: {
    facts: { isLabelled: true, hasCard: false },
    resumesAt: 'save contact',
    account: 'a message carries the label; no card holds the address',
    heldBy:
      'labels in conflict; another sender of the conversation whose label could not be taken off; a card that is refused',
  },
  saved: {
    facts: { isLabelled: true, hasCard: true, isInGroups: false },
    resumesAt: 'join',
    account: 'a card holds the address; it lacks a group of the category',
    heldBy: 'a group that is refused; somebody else keeps changing it',
  },
  joined: {
    facts: { isLabelled: true, hasCard: true, isInGroups: true, hasWaitingMail: true },
    resumesAt: 'sweep',
    account: 'the card is in all groups of the category, maybe in the old ones as well; mail still waits',
    heldBy: 'mail that is refused, or keeps changing; the label taken off, or changed, meanwhile',
  },
  swept: {
    facts: {
      isLabelled: true,
      hasCard: true,
      isInGroups: true,
      hasWaitingMail: false,
      isInOtherGroups: true,
    },
    resumesAt: 'leave',
    account: 'no mail waits; the card is still in the group of the category that the sender leaves',
    heldBy: 'a group that is refused; a sender that shares the card and is not swept yet',
  },
  left: {
    facts: {
      isLabelled: true,
      hasCard: true,
      isInGroups: true,
      hasWaitingMail: false,
      isInOtherGroups: false,
    },
    resumesAt: 'finish',
    account: 'the card is in the groups of the category and no others; the label is still on',
    heldBy: 'a label that cannot be taken off',
  },
  finished: {
    facts: { isLabelled: false },
    resumesAt: undefined,
    account: 'no mail carries a label',
    heldBy: '',
  },
};

/** In the order in which a sender goes through them. */
export const SENDER_STATES = Object.keys(SENDER_LIFE) as SenderState[];

/** The state that the facts show. Every combination of facts shows exactly one. */
export function senderState(facts: SenderFacts): SenderState {
  const [state, ...others] = SENDER_STATES.filter((candidate) =>
    Object.entries(SENDER_LIFE[candidate].facts).every(
      ([fact, value]) => facts[fact as keyof SenderFacts] === value,
    ),
  );
  if (state === undefined || others.length > 0)
    throw new TypeError('The table of states has a gap or an overlap');
  return state;
}
