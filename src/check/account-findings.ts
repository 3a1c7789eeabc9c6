import { counted } from '../counted.ts';
import { type Category } from '../config/categories/category.ts';
import { type BookListing } from '../contacts/contact-book.ts';
import { normaliseAddress } from '../mail/address.ts';
import { type Mailbox } from '../mail/mail-store.ts';
import { type AccountProblem, grouped } from '../triage/places/account-problem.ts';
import { groupProblem, groupProblems, surveyGroups } from '../triage/membership.ts';
import { mailboxProblems, type PlacesConfig, surveyMailboxes } from '../triage/places/places.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** Without these, own mail and thrown-away mail are harder to tell. */
const ROLES = ['sent', 'drafts', 'trash', 'junk'];

/** Every mailbox that the configuration names, found or not. */
export function mailboxFindings(
  config: PlacesConfig,
  mailboxes: readonly Mailbox[],
  maxNameBytes: number,
): Finding[] {
  const survey = surveyMailboxes(config, mailboxes, maxNameBytes);
  const { tree, wanted } = survey;
  const asProblem = ({ what, fix }: AccountProblem): Finding => problem('Mailboxes', what, fix);
  return [
    ...wanted
      .filter(({ lookup }) => lookup.state === 'found')
      .map(({ name, purposes }) => ok('Mailboxes', `${name} (${purposes.join(', ')})`)),
    ...wanted
      .filter(({ lookup, isOptional }) => isOptional && lookup.state === 'missing')
      .map(({ name, purposes }) =>
        ok(
          'Mailboxes',
          `not available: ${name} (${purposes.join(', ')}), because there is no such mailbox; "mailroom setup --apply" makes it`,
        ),
      ),
    ...grouped(mailboxProblems(survey)).map(asProblem),
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
export const groupFindings = (categories: readonly Category[], listing: BookListing): Finding[] => {
  const wanted = surveyGroups(listing, categories);
  return [
    ...wanted
      .filter((group) => groupProblem(group) === undefined)
      .map(({ name, found, categories: theirs }) => {
        const members = listing.cards.filter(({ uid }) => found[0]?.members.has(uid) === true).length;
        return ok(
          'Contact groups',
          `${name} (${counted(members, 'member')}; senders of ${theirs.join(', ')})`,
        );
      }),
    ...grouped(groupProblems(wanted)).map(({ what, fix }) => problem('Contact groups', what, fix)),
  ];
};

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
