import { type Places } from './places/placed-category.ts';
import { type Mail, type MailChange, type MailboxId } from '../mail/mail-store.ts';

/** All triage labels. */
export const triageLabels = (places: Places): MailboxId[] => places.categories.map(({ label }) => label);

/** Labels that say what to do, or what was done; a mail is never left in these alone. */
export const allLabels = (places: Places): MailboxId[] => [
  ...triageLabels(places),
  places.errorLabel,
  ...warningsOf(places),
  ...modifiersOf(places),
];

/** The label that widens a decision, if there is one. */
export const modifiersOf = ({ wholeDomainLabel }: Places): MailboxId[] =>
  wholeDomainLabel === undefined ? [] : [wholeDomainLabel];

/** The labels by which a cycle finds its work. */
export const scannedLabels = (places: Places): MailboxId[] => [
  ...triageLabels(places),
  places.errorLabel,
  ...modifiersOf(places),
];

/** The warning label, if there is one. */
export const warningsOf = ({ warningLabel }: Places): MailboxId[] =>
  warningLabel === undefined ? [] : [warningLabel];

/** The triage labels that a mail carries. */
export const labelsOn = (mail: Mail, places: Places): MailboxId[] =>
  triageLabels(places).filter((label) => mail.mailboxIds.has(label));

/** The mailboxes that a mail is in, other than labels. */
export const homesOf = (mail: Mail, places: Places): MailboxId[] => {
  const labels = new Set(allLabels(places));
  return [...mail.mailboxIds].filter((id) => !labels.has(id));
};

/** Whether a mail is in one of the mailboxes; those that the account does not have hold nothing. */
export const isInAny = (mail: Mail, mailboxes: readonly (MailboxId | undefined)[]): boolean =>
  mailboxes.some((id) => id !== undefined && mail.mailboxIds.has(id));

/**
 * Puts the error label on; nothing where it is already. An old warning comes off, for both labels together are a mark of
 * their own.
 */
export const flagChanges = (mail: Mail, places: Places): MailChange[] =>
  mail.mailboxIds.has(places.errorLabel)
    ? []
    : [
        {
          mail,
          sender: mail.sender,
          add: [places.errorLabel],
          remove: warningsOf(places).filter((label) => mail.mailboxIds.has(label)),
        },
      ];

/** Puts the warning label on, where there is one, and takes an old error label off; nothing where both are so already. */
export const warnChanges = (mail: Mail, places: Places): MailChange[] => {
  const remove = [places.errorLabel].filter((label) => mail.mailboxIds.has(label));
  const isWarned = warningsOf(places).every((label) => mail.mailboxIds.has(label));
  if (isWarned && remove.length === 0) return [];
  const [home = places.screener] = homesOf(mail, places);
  return [{ mail, sender: mail.sender, add: [home, ...warningsOf(places)], remove }];
};

/**
 * The mark of a mail that is labelled only along with its conversation: error label and warning label at once, as no
 * other step leaves a labelled mail. It outlives the labels of the others, and comes off together with the mail's own.
 * An account without a warning label has no such mark.
 */
export const isMarked = (mail: Mail, { errorLabel, warningLabel }: Places): boolean =>
  warningLabel !== undefined && [errorLabel, warningLabel].every((label) => mail.mailboxIds.has(label));

/** Puts the mark on, or the error label alone in an account without a warning label; nothing where it is already. */
export const markChanges = (mail: Mail, places: Places): MailChange[] => {
  if (places.warningLabel === undefined) return flagChanges(mail, places);
  if (isMarked(mail, places)) return [];
  return [{ mail, sender: mail.sender, add: [places.errorLabel, places.warningLabel], remove: [] }];
};

/**
 * Takes the triage labels, with what widens them, and the error label off. N2: the patch adds a mailbox that the mail was just read to be in;
 * a mail that is in none but labels goes to `fallback`, which is never empty.
 */
export function unlabelChanges(
  mail: Mail,
  places: Places,
  fallback: readonly MailboxId[],
  also: readonly MailboxId[] = [],
): MailChange {
  const [home] = homesOf(mail, places);
  const remove = [...labelsOn(mail, places), ...modifiersOf(places), places.errorLabel].filter((label) =>
    mail.mailboxIds.has(label),
  );
  return { mail, sender: mail.sender, add: [...(home === undefined ? fallback : [home]), ...also], remove };
}
