import { type Address } from '../../mail/address.ts';
import { type Mail, type MailChange, type MailId, type MailStore } from '../../mail/mail-store.ts';
import { groupBy } from '../../triage/group-by.ts';
import { triageLabels } from '../../triage/label-changes.ts';
import { type Places } from '../../triage/places/placed-category.ts';
import { settle, type SettledMail } from '../../triage/steps/settle.ts';
import { mayCarry } from '../candidates.ts';
import { type Choice, labelState } from '../choose-messages.ts';
import { type LineProblem } from '../read-rows.ts';

export interface Labelled {
  readonly done: readonly Choice[];
  readonly problems: readonly LineProblem[];
}

/**
 * Puts each label on the message that was chosen for it, and does nothing else. What changed since it was chosen counts: a
 * message that no longer waits gets no label, nor does mail from a sender that carries one by now, and a label that somebody
 * takes off meanwhile is not put on again.
 */
export async function putLabels(
  choices: readonly Choice[],
  places: Places,
  mail: MailStore,
  signal: AbortSignal,
): Promise<Labelled> {
  if (choices.length === 0) return { done: [], problems: [] };
  const senders = new Set<Address | undefined>(
    choices.flatMap(({ sender, sharing }) => [sender, ...sharing]),
  );
  const isTheirs = ({ sender }: Mail): boolean => senders.has(sender);
  const ids = choices.map(({ message }) => message.id);
  const view = await mail.list({ ids, mailboxIds: triageLabels(places), keep: isTheirs }, signal);
  const done = new Set<MailId>();
  const plan = (mails: readonly Mail[]): MailChange[] => {
    const mailOf = bySender(mails);
    return choices
      .filter(({ message }) => !done.has(message.id))
      .flatMap((choice) => changesFor(choice, mailOf, places));
  };
  const isLabelled = (one: Mail): boolean =>
    isTheirs(one) && triageLabels(places).some((label) => one.mailboxIds.has(label));
  const settled = await settle(remembering(mail, done), view, plan, isLabelled, signal);
  const mailOf = bySender(settled.view.mails);
  const problems = choices
    .filter(({ message }) => !done.has(message.id))
    .flatMap((choice) => {
      const { line, sender, message } = choice;
      const state = labelState(choice, mailOf, places);
      if (state === 'done') return [];
      const meanwhile = settled.isSettled ? 'its message was moved meanwhile' : 'mail keeps changing';
      const refusal = settled.failed.get(message.id)?.message;
      return [{ line, text: state?.problem ?? refusal ?? `${sender}: ${meanwhile}; run this again` }];
    });
  const isProblem = new Set(problems.map(({ line }) => line));
  return { done: choices.filter(({ line }) => !isProblem.has(line)), problems };
}

type MailOf = (address: Address) => readonly Mail[];

function bySender(mails: readonly Mail[]): MailOf {
  const groups = groupBy(mails, ({ sender }) => sender);
  return (address) => groups.get(address) ?? [];
}

function changesFor(choice: Choice, mailOf: MailOf, places: Places): MailChange[] {
  const { sender, placed, message } = choice;
  const mail = mailOf(sender).find(({ id }) => id === message.id);
  if (mail === undefined || !mayCarry(mail, choice, places)) return [];
  if (labelState(choice, mailOf, places) !== undefined) return [];
  return [{ mail, sender, add: [placed.label], remove: [] }];
}

/** The same mail, which notes what was changed. */
const remembering = (mail: MailStore, done: Set<MailId>): SettledMail => ({
  get maxUpdates() {
    return mail.maxUpdates;
  },
  changesSince: (state, signal) => mail.changesSince(state, signal),
  async update(changes, ifInState, signal) {
    const result = await mail.update(changes, ifInState, signal);
    for (const { id } of result.mails) done.add(id);
    return result;
  },
});
