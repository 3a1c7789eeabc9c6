import { type BookListing } from '../contacts/contact-book.ts';
import { isMember } from '../contacts/member-uid.ts';
import { type MailboxId } from '../mail/mail-store.ts';
import { type WantedGroup } from '../triage/membership.ts';
import { type MailboxSurvey } from '../triage/places/places.ts';
import { type RoutingRule } from '../triage/routing-rules.ts';

/** A rule together with what it names, as far as the account has it. */
export interface PlacedRule extends RoutingRule {
  /** `path` is as configured where the account has no such mailbox, or was not read. */
  readonly target: { readonly path: string; readonly id: MailboxId | undefined } | undefined;
  readonly members: GroupMembers | undefined;
}

export interface GroupMembers {
  readonly uid: string;
  /** Of all the members' cards, or those that the rule is about alone; sorted. */
  readonly addresses: readonly string[];
}

/** Rules for an account that was not read: names stand for paths. */
export const unplacedRules = (rules: readonly RoutingRule[]): PlacedRule[] =>
  rules.map((rule) => ({
    ...rule,
    target: rule.mailbox === undefined ? undefined : { path: rule.mailbox, id: undefined },
    members: undefined,
  }));

/** Finds each rule's mailbox and contact group in the account. */
export function placeRules(
  rules: readonly RoutingRule[],
  { tree }: MailboxSurvey,
  groups: readonly WantedGroup[],
  listing: BookListing,
): PlacedRule[] {
  return unplacedRules(rules).map((rule) => {
    const { from, mailbox } = rule;
    const lookup = mailbox === undefined ? undefined : tree.find(mailbox);
    const [group, ...others] =
      from === 'strangers' ? [] : (groups.find(({ name }) => name === from.group)?.found ?? []);
    return {
      ...rule,
      target: lookup?.state === 'found' ? { path: tree.pathOf(lookup.id), id: lookup.id } : rule.target,
      members:
        group === undefined || others.length > 0
          ? undefined
          : {
              uid: group.uid,
              addresses:
                from === 'strangers' || from.only === undefined
                  ? addressesOf(listing, ({ uid }) => isMember(group, uid))
                  : from.only,
            },
    };
  });
}

/** Addresses of the cards that `isWanted`, each once, sorted. */
export const addressesOf = (
  { cards }: BookListing,
  isWanted: (card: BookListing['cards'][number]) => boolean = () => true,
): string[] => [...new Set(cards.filter(isWanted).flatMap(({ addresses }) => addresses))].sort();
