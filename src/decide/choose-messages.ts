import { type Address } from '../mail/address.ts';
import { type Mail } from '../mail/mail-store.ts';
import { groupBy } from '../triage/group-by.ts';
import { labelsOn } from '../triage/label-changes.ts';
import { type PlacedCategory, type Places } from '../triage/places/placed-category.ts';
import { type Candidate, type Candidates } from './candidates.ts';
import { type Decision } from './decisions.ts';
import { type LineProblem } from './read-rows.ts';

/** A decision with the message that is to carry its label. */
export interface Choice extends Decision {
  readonly message: Candidate;
  /** How many messages of the sender the label moves. */
  readonly moving: number;
}

export interface Chosen {
  /** In the order of the file. */
  readonly choices: readonly Choice[];
  /** How many senders are in the category, and no mail of theirs waits. */
  readonly alreadyThere: number;
  /** How many senders carry the label already. */
  readonly alreadyLabelled: number;
  readonly problems: readonly LineProblem[];
}

/**
 * Chooses the message for each label: the sender's newest, unless the conversation would then look as if it had been labelled
 * as a whole, in which a sender of another category stays where it is. `labelled` is all mail with a triage label.
 */
export function chooseMessages(
  decisions: readonly Decision[],
  candidates: ReadonlyMap<Address, Candidates>,
  labelled: readonly Mail[],
  places: Places,
): Chosen {
  const problems: LineProblem[] = [];
  const choices: Choice[] = [];
  const already = { there: 0, labelled: 0 };
  const bySender = groupBy(
    labelled.filter((mail) => labelsOn(mail, places).length > 0),
    ({ sender }) => sender,
  );
  const threads = new ThreadHolders();
  for (const mails of bySender.values())
    for (const { threadId, sender } of mails) threads.hold(threadId, sender);
  const moving = decisions.filter(({ from }) => from !== undefined);
  const coming = decisions.filter(({ from }) => from === undefined);
  // One that moves may have other mail to be labelled; one that comes is not to wait for it.
  const wanted = new Set(coming.flatMap(({ sender }) => candidates.get(sender)?.newest[0]?.threadId ?? []));
  for (const decision of [...moving, ...coming]) {
    const { line, sender, placed, from } = decision;
    const { newest, moving: count } = candidates.get(sender) ?? { newest: [], moving: 0 };
    const state = labelState(decision, (address) => bySender.get(address) ?? [], places);
    const free = newest.filter(({ threadId }) => threads.isFree(threadId, sender));
    const unwanted = from === undefined ? free : free.filter(({ threadId }) => !wanted.has(threadId));
    const message = unwanted[0] ?? free[0];
    if (state === 'done') already.labelled += 1;
    else if (state !== undefined) problems.push({ line, text: state.problem });
    else if (newest.length === 0 && from === placed) already.there += 1;
    else if (newest.length === 0) problems.push({ line, text: noMail(sender, from) });
    else if (message === undefined) problems.push({ line, text: noConversation(sender) });
    else {
      if (from !== undefined) threads.hold(message.threadId, sender);
      choices.push({ ...decision, message, moving: count });
    }
  }
  choices.sort((one, other) => one.line - other.line);
  return { choices, alreadyThere: already.there, alreadyLabelled: already.labelled, problems };
}

/** Who needs a conversation alone: senders that are labelled, and those of a category that get a label. */
class ThreadHolders {
  readonly #holders = new Map<string, Set<Address | undefined>>();

  hold(threadId: string, sender: Address | undefined): void {
    this.#holders.set(threadId, (this.#holders.get(threadId) ?? new Set()).add(sender));
  }

  isFree(threadId: string, sender: Address): boolean {
    return [...(this.#holders.get(threadId) ?? [])].every((holder) => holder === sender);
  }
}

/** Whether a sender's mail carries the label, or why it may not; undefined where its contact has no label. */
export function labelState(
  { sender, sharing, placed }: Decision,
  mailOf: (address: Address) => readonly Mail[],
  places: Places,
): 'done' | { readonly problem: string } | undefined {
  for (const address of [sender, ...sharing]) {
    const labels = new Set(mailOf(address).flatMap((mail) => labelsOn(mail, places)));
    const other = places.categories.find(({ label }) => label !== placed.label && labels.has(label));
    if (other === undefined) continue;
    const whose = address === sender ? sender : `${address}, which shares a contact with ${sender},`;
    return { problem: `mail of ${whose} carries the label "${other.category.label}" already` };
  }
  return mailOf(sender).some((mail) => mail.mailboxIds.has(placed.label)) ? 'done' : undefined;
}

const noMail = (sender: Address, from: PlacedCategory | undefined): string =>
  from === undefined
    ? `no mail of ${sender} is in Screener or in the Inbox`
    : `no mail of ${sender} is in Screener, in the Inbox, or filed as ${from.category.name}`;

const noConversation = (sender: Address): string =>
  `${sender} shares its conversations with senders that are to be triaged first: run this again after that`;
