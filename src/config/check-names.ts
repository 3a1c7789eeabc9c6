import { categoryChain } from './categories.ts';
import { overrideVariable } from './category-overrides.ts';
import { type Category } from './config.ts';

/** A setting that names a mailbox. */
export interface NamedMailbox {
  variable: string;
  mailbox: string;
}

export interface Names {
  categories: readonly Category[];
  screener: NamedMailbox;
  /** The error label, and the warning label while it is in use. */
  flags: readonly NamedMailbox[];
}

/**
 * Where two settings contradict each other, by variable. Compares names as they are written: that a path and a name are
 * one mailbox shows only once the account is read.
 */
export function nameProblems({ categories, screener, flags }: Names): string[] {
  const fieldOf = (field: 'label' | 'mailbox') => (category: Category) => ({
    variable: overrideVariable(field, category),
    mailbox: category[field],
  });
  const mailboxes = categories.map(fieldOf('mailbox'));
  const labels = [...categories.map(fieldOf('label')), ...flags];
  return [
    ...labels.flatMap((label) => labelProblem(label, [screener, ...mailboxes])),
    ...pairs(labels)
      .filter(([one, other]) => isSame(one, other))
      .map(
        ([one, other]) =>
          `${one.variable} and ${other.variable} are the same: every label needs a mailbox of its own.`,
      ),
    ...mailboxes
      .filter((mailbox) => isSame(mailbox, screener))
      .map(
        ({ variable }) =>
          `${screener.variable} and ${variable} are the same: triaged mail must leave the Screener, so name another mailbox.`,
      ),
    ...pairs(categories).flatMap(([one, other]) => groupProblem(one, other, categories)),
  ];
}

function labelProblem(label: NamedMailbox, places: readonly NamedMailbox[]): string[] {
  if (isInbox(label)) return [`${label.variable} is the Inbox: ${SPARE_MAILBOX}.`];
  const place = places.find((candidate) => isSame(candidate, label));
  if (place === undefined) return [];
  return [`${label.variable} and ${place.variable} are the same: ${SPARE_MAILBOX}.`];
}

const SPARE_MAILBOX = 'a label needs a mailbox that is used for nothing else';

/** The group decides where future mail goes, so one group cannot stand for two mailboxes. */
function groupProblem(one: Category, other: Category, categories: readonly Category[]): string[] {
  const areRelated =
    categoryChain(one, categories).includes(other) || categoryChain(other, categories).includes(one);
  if (areRelated || one.group !== other.group || isSame(one, other)) return [];
  const [first, second] = [overrideVariable('group', one), overrideVariable('group', other)];
  return [
    `${first} and ${second} are the same, but the mailboxes of these categories differ: give each a group of its own, or the same mailbox.`,
  ];
}

const isInbox = ({ mailbox }: { mailbox: string }): boolean => mailbox.toLowerCase() === 'inbox';

const isSame = (one: { mailbox: string }, other: { mailbox: string }): boolean =>
  one.mailbox === other.mailbox || (isInbox(one) && isInbox(other));

const pairs = <T>(items: readonly T[]): [T, T][] =>
  items.flatMap((one, index) => items.slice(index + 1).map((other): [T, T] => [one, other]));
