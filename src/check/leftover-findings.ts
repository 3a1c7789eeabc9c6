import { type Category } from '../config/categories/category.ts';
import { categoryChain } from '../config/categories/categories.ts';
import { type BookListing, type CardEntry, type ContactBook } from '../contacts/contact-book.ts';
import { isMember } from '../contacts/member-uid.ts';
import { hasDerivedUid } from '../safety/own-card.ts';
import { type Mailbox } from '../mail/mail-store.ts';
import { triageHistory } from '../triage/contact-edit.ts';
import { surveyGroups } from '../triage/membership.ts';
import { type PlacesConfig, surveyMailboxes } from '../triage/places/places.ts';
import { examples } from './examples.ts';
import { type Finding, warning } from './finding.ts';

/** What categories that were renamed, moved or taken away have left behind in the account. */

/** How many members of a group that is no category's are read, to see whether Mailroom put them there. */
const MAX_READ_MEMBERS = 100;

/** Labels in the default form that belong to no category: mail that is put there waits for nothing. */
export function leftoverLabels(config: PlacesConfig, mailboxes: readonly Mailbox[]): Finding[] {
  const { tree, wanted } = surveyMailboxes(config, mailboxes);
  const known = new Set(wanted.flatMap(({ lookup }) => (lookup.state === 'found' ? [lookup.id] : [])));
  // Of these it is told already that they are to be renamed.
  const near = new Set(wanted.flatMap(({ lookup }) => (lookup.state === 'otherCase' ? [lookup.path] : [])));
  const left = mailboxes
    .filter(({ id, name }) => /^@To\p{Lu}/u.test(name) && !known.has(id) && !near.has(tree.pathOf(id)))
    .map(({ id }) => `"${tree.pathOf(id)}"`);
  if (left.length === 0) return [];
  return [
    warning(
      'Mailboxes',
      `${left.join(', ')}: named like a triage label, but no category has it, so mail that is put there stays there`,
      'delete it once it is empty, or configure its category again',
    ),
  ];
}

/** Contacts whose groups fit no category: they are in several, or in a child's without its parent's. */
export function misfitFindings(categories: readonly Category[], listing: BookListing): Finding[] {
  const managed = surveyGroups(listing, categories).flatMap(({ found }) => found);
  const chains = categories.map((category) => ({ category, chain: groupsOf(category, categories) }));
  const torn: CardEntry[] = [];
  const incomplete = new Map<string, Incomplete>();
  for (const card of listing.cards) {
    const groups = managed.filter((group) => isMember(group, card.uid)).map(({ name }) => name.normalize());
    if (groups.length === 0) continue;
    const fitting = chains.filter(
      ({ category, chain }) =>
        groups.includes(category.group.normalize()) && groups.every((name) => chain.includes(name)),
    );
    const [first] = fitting;
    if (first === undefined) torn.push(card);
    else if (fitting.every(({ chain }) => chain.length > groups.length)) {
      const { category } = first;
      const missing = first.chain.filter((name) => !groups.includes(name)).join(', ');
      const key = `${category.name}/${missing}`;
      const { cards = [] } = incomplete.get(key) ?? {};
      incomplete.set(key, { category, missing, cards: [...cards, card] });
    }
  }
  return [
    ...(torn.length === 0
      ? []
      : [
          warning(
            'Contact groups',
            `in the groups of several categories: ${examples(torn)}`,
            'label one mail of each anew: the label decides, and they leave the others',
          ),
        ]),
    ...[...incomplete.values()].map(({ category: { group, label }, missing, cards }) =>
      warning(
        'Contact groups',
        `in the group ${group}, but not in ${missing} above it: ${examples(cards)}`,
        `label one mail of each with ${label} to have them join it`,
      ),
    ),
  ];
}

interface Incomplete {
  readonly category: Category;
  /** Names of groups. */
  readonly missing: string;
  readonly cards: readonly CardEntry[];
}

/**
 * Groups of no category with members that Mailroom triaged: those are in no category's group, or were put into this one by a
 * category that is gone. A card that Mailroom made is known by its UID, one that it adopted by the history in its note, which is
 * missing where it was adopted over JMAP. Reads some cards of each group; throws as the contact book does.
 */
export async function leftoverGroups(
  categories: readonly Category[],
  listing: BookListing,
  contacts: Pick<ContactBook, 'save'>,
  signal: AbortSignal,
): Promise<Finding[]> {
  const survey = surveyGroups(listing, categories);
  const managed = survey.flatMap(({ found }) => found);
  // Where only upper and lower case differ, it is told already that the group is to be renamed.
  const told = new Set([...managed.map(({ name }) => name), ...survey.flatMap(({ otherCase }) => otherCase)]);
  const left: string[] = [];
  for (const group of listing.groups.filter(({ name }) => !told.has(name))) {
    const members = listing.cards.filter(({ uid }) => isMember(group, uid)).slice(0, MAX_READ_MEMBERS);
    if (members.length === 0) continue;
    const jobs = members.map((card) => ({ target: { edit: card }, revise: () => undefined }));
    const outcomes = await contacts.save(jobs, signal);
    const isLeft = (card: CardEntry, index: number): boolean => {
      const outcome = outcomes[index];
      const past = outcome?.ok === true ? triageHistory(outcome.contact.note) : [];
      const isElsewhere = managed.some((other) => isMember(other, card.uid));
      if (!isElsewhere && (past.length > 0 || hasDerivedUid(card.uid, card.addresses))) return true;
      return past.some(({ category }) => category.normalize() === group.name.normalize());
    };
    const triaged = members.filter(isLeft);
    if (triaged.length > 0) left.push(`"${group.name}" (${examples(triaged)})`);
  }
  return left.length === 0 ? [] : [leftoverWarning(left)];
}

const leftoverWarning = (groups: readonly string[]): Finding =>
  warning(
    'Contact groups',
    `${groups.join(', ')}: no category has it, but Mailroom triaged members of it`,
    'rename it to the group of the category that took its place, or configure its category again, or label one mail of each member anew and delete the group with its rule',
  );

const groupsOf = (category: Category, categories: readonly Category[]): string[] => [
  ...new Set(categoryChain(category, categories).map(({ group }) => group.normalize())),
];
