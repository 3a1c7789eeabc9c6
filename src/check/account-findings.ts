import { type BookListing } from '../contacts/contact-book.ts';
import { normaliseAddress } from '../mail/address.ts';
import { type Mailbox } from '../mail/mail-store.ts';
import { type AccountProblem } from '../triage/places/account-problem.ts';
import { groupProblem, surveyGroups } from '../triage/membership.ts';
import { mailboxProblem, type PlacesConfig, surveyMailboxes } from '../triage/places/places.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** Without these, own mail and thrown-away mail are harder to tell. */
const ROLES = ['sent', 'drafts', 'trash', 'junk'];

/** Every mailbox that the configuration names, found or not. */
export function mailboxFindings(
  config: PlacesConfig,
  mailboxes: readonly Mailbox[],
  maxNameBytes: number,
): Finding[] {
  const { tree, wanted, clashes } = surveyMailboxes(config, mailboxes, maxNameBytes);
  const asProblem = ({ what, fix }: AccountProblem): Finding => problem('Mailboxes', what, fix);
  return [
    ...wanted.map((mailbox) => {
      const wrong = mailboxProblem(mailbox);
      return wrong === undefined
        ? ok('Mailboxes', `${mailbox.name} (${mailbox.purposes.join(', ')})`)
        : asProblem(wrong);
    }),
    ...clashes.map(asProblem),
    ...ROLES.filter((role) => tree.withRole(role) === undefined).map((role) =>
      warning(
        'Mailboxes',
        `no mailbox has the role ${role}`,
        'give a mailbox that role at your mail provider',
      ),
    ),
  ];
}

/** Every contact group that the configuration names. */
export const groupFindings = (
  { categories }: Pick<PlacesConfig, 'categories'>,
  listing: BookListing,
): Finding[] =>
  surveyGroups(listing, categories).map((group) => {
    const wrong = groupProblem(group);
    if (wrong !== undefined) return problem('Contact groups', wrong.what, wrong.fix);
    const { cards } = listing;
    const members = cards.filter(({ uid }) => group.found[0]?.members.has(uid) === true).length;
    const count = members === 1 ? '1 member' : `${members} members`;
    return ok('Contact groups', `${group.name} (${count}; senders of ${group.categories.join(', ')})`);
  });

/** Mail from these is never triaged. `patterns` are addresses or `*@domain`; what is neither counts for nothing. */
export function ownAddressFinding(patterns: readonly string[]): Finding {
  const own = [...new Set(patterns.flatMap((pattern) => normaliseAddress(pattern) ?? []))];
  return own.length === 0
    ? warning(
        'Own addresses',
        'none is known, so your own mail could be triaged',
        'list your addresses in MAILROOM_OWN_ADDRESSES',
      )
    : ok('Own addresses', `${own.join(', ')} (more of them: MAILROOM_OWN_ADDRESSES)`);
}
