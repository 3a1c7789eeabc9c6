import { type Address, isFrom, isWholeDomain, wholeDomainOf } from '../mail/address.ts';
import { type Mail } from '../mail/mail-store.ts';
import { groupBy } from './group-by.ts';
import { isInAny, labelsOn, modifiersOf } from './label-changes.ts';
import { type LabelledSender } from './model.ts';
import { type Places } from './places/placed-category.ts';

/** Whose a mail is: a sender's own, or that of a whole domain. */

/** Whether the mail is one that a decision about its sender's whole domain was put on. */
export const hasDomainOrder = (mail: Mail, places: Places): boolean =>
  isInAny(mail, modifiersOf(places)) && labelsOn(mail, places).length > 0;

/**
 * Whom labels are about: the sender of a mail, or its whole domain where any labelled mail from the sender says so. Undefined
 * for mail without a usable From.
 */
export function subjectsOf(labelled: readonly Mail[], places: Places): (mail: Mail) => Address | undefined {
  const widened = new Set(
    labelled.filter((mail) => hasDomainOrder(mail, places)).map(({ sender }) => sender),
  );
  return ({ sender }) => (sender !== undefined && widened.has(sender) ? wholeDomainOf(sender) : sender);
}

type Subject = Pick<LabelledSender, 'sender' | 'exceptions'>;

export const isTheirs = ({ sender, exceptions }: Subject, mail: Mail): boolean =>
  isFrom(mail.sender, sender) && (mail.sender === undefined || !exceptions.has(mail.sender));

/** Finds which of the senders a mail is from. One that is named itself comes before its domain. */
export function whoseMail<Work extends Subject>(works: readonly Work[]): (mail: Mail) => Work | undefined {
  const bySender = new Map(works.map((work) => [work.sender, work]));
  const hasDomains = works.some(({ sender }) => isWholeDomain(sender));
  return (mail) => {
    if (mail.sender === undefined) return undefined;
    const own = bySender.get(mail.sender);
    if (own !== undefined || !hasDomains) return own;
    const domain = bySender.get(wholeDomainOf(mail.sender));
    return domain !== undefined && isTheirs(domain, mail) ? domain : undefined;
  };
}

/**
 * Of a sender's mail, what is decided along with it as the labels are now: of a domain, not that of senders which meanwhile
 * got a label of their own.
 */
export function decidedAlong({ sender }: Subject, mails: readonly Mail[], places: Places): readonly Mail[] {
  if (!isWholeDomain(sender)) return mails;
  const isApart = (theirs: readonly Mail[]): boolean =>
    theirs.some((mail) => labelsOn(mail, places).length > 0) &&
    !theirs.some((mail) => hasDomainOrder(mail, places));
  const apart = new Set(
    [...groupBy(mails, (mail) => mail.sender)].flatMap(([address, theirs]) =>
      isApart(theirs) ? [address] : [],
    ),
  );
  return apart.size === 0 ? mails : mails.filter((mail) => !apart.has(mail.sender));
}
