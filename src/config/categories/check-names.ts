import { type Category } from './category.ts';
import { categoryChain, isUndecided } from './categories.ts';

/** A setting that names a mailbox. */
export interface NamedMailbox {
  /** Where the name is given, for messages: a variable, or the field of an entry of the list of categories. */
  source: string;
  mailbox: string;
}

type Field = 'label' | 'group' | 'mailbox';

export interface Names {
  categories: readonly Category[];
  /** The category whose mailbox is Screener. */
  undecided: Category;
  /** Where a category's field is given. Undefined when what is given there cannot be used: it contradicts nothing. */
  sourceOf: (field: Field, category: Category) => string | undefined;
  /** False when the category's parent, or whether it has one, cannot be told. */
  isParentKnown: (category: Category) => boolean;
  screener: NamedMailbox;
  /** The error label, and the warning label while it is in use. */
  flags: readonly NamedMailbox[];
}

/**
 * Where two settings contradict each other, by their sources, or one names a mailbox that is not for it. Compares names as
 * they are written: that a path and a name are one mailbox shows only once the account is read.
 */
export function nameProblems(names: Names): string[] {
  const { categories, undecided, screener, flags } = names;
  // One of that name is told elsewhere.
  const all = categories.some(isUndecided) ? categories : [...categories, undecided];
  const mailboxes = namedIn('mailbox', categories, names);
  const labels = [...namedIn('label', all, names), ...flags];
  return [
    ...[screener, ...labels, ...mailboxes]
      .filter(isSystemMailbox)
      .map(({ source }) => `${source} is a system mailbox: name one that you made.`),
    ...labels.flatMap((label) => labelProblem(label, [screener, ...mailboxes])),
    ...pairs(labels)
      .filter(([one, other]) => isSame(one, other))
      .map(
        ([one, other]) =>
          `${one.source} and ${other.source} are the same: every label needs a mailbox of its own.`,
      ),
    ...mailboxes
      .filter((mailbox) => isSame(mailbox, screener))
      .map(
        ({ source }) =>
          `${screener.source} and ${source} are the same: triaged mail must leave the Screener, so name another mailbox.`,
      ),
    ...pairs(all).flatMap(([one, other]) => groupProblem(one, other, names)),
  ];
}

const namedIn = (
  field: 'label' | 'mailbox',
  categories: readonly Category[],
  { sourceOf }: Names,
): NamedMailbox[] =>
  categories.flatMap((category) => {
    const source = sourceOf(field, category);
    return source === undefined ? [] : [{ source, mailbox: category[field] }];
  });

function labelProblem(label: NamedMailbox, places: readonly NamedMailbox[]): string[] {
  if (isInbox(label)) return [`${label.source} is the Inbox: ${SPARE_MAILBOX}.`];
  const place = places.find((candidate) => isSame(candidate, label));
  // A system mailbox is no label, whatever else it is used for.
  if (place === undefined || isSystemMailbox(label)) return [];
  return [`${label.source} and ${place.source} are the same: ${SPARE_MAILBOX}.`];
}

const SPARE_MAILBOX = 'a label needs a mailbox that is used for nothing else';

/** The group decides where future mail goes, so one group cannot stand for two mailboxes. */
function groupProblem(one: Category, other: Category, names: Names): string[] {
  const [first, second] = [names.sourceOf('group', one), names.sourceOf('group', other)];
  const areKnown = [one, other].every((category) => names.sourceOf('mailbox', category) !== undefined);
  if (first === undefined || second === undefined || !areKnown) return [];
  if (one.group.normalize() !== other.group.normalize() || isSame(one, other)) return [];
  const [chain, otherChain] = [categoryChain(one, names.categories), categoryChain(other, names.categories)];
  if (chain.includes(other) || otherChain.includes(one)) return [];
  if (![...chain, ...otherChain].every(names.isParentKnown)) return [];
  return [
    `${first} and ${second} are the same, but the mailboxes of these categories differ: give each a group of its own, or the same mailbox.`,
  ];
}

const isInbox = ({ mailbox }: { mailbox: string }): boolean => mailbox.toLowerCase() === 'inbox';

const SYSTEM_MAILBOXES = ['trash', 'junk', 'drafts', 'sent'];

const isSystemMailbox = ({ mailbox }: { mailbox: string }): boolean =>
  SYSTEM_MAILBOXES.includes(mailbox.toLowerCase());

const isSame = (one: { mailbox: string }, other: { mailbox: string }): boolean =>
  one.mailbox.normalize() === other.mailbox.normalize() || (isInbox(one) && isInbox(other));

const pairs = <T>(items: readonly T[]): [T, T][] =>
  items.flatMap((one, index) => items.slice(index + 1).map((other): [T, T] => [one, other]));
