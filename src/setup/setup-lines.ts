import { counted } from '../counted.ts';
import { printable } from '../log/printable.ts';
import { type Lapsed } from '../senders/lapsed.ts';
import { groupBy } from '../triage/group-by.ts';
import { type SetupPlan } from './plan-setup.ts';

/** How many things a plan would make: `11 mailboxes and 4 contact groups`. */
export function setupCount({ mailboxes, groups }: SetupPlan): string {
  const count = (number: number, thing: string, things: string): string[] =>
    number === 0 ? [] : [counted(number, thing, things)];
  const counts = [
    ...count(mailboxes.length, 'mailbox', 'mailboxes'),
    ...count(groups.length, 'contact group', 'contact groups'),
  ];
  return counts.join(' and ');
}

export const isComplete = ({ mailboxes, groups }: SetupPlan): boolean =>
  mailboxes.length + groups.length === 0;

/** What a plan says to the user, line by line. */
export function setupLines(plan: SetupPlan): string[] {
  const { mailboxes, groups, problems, present } = plan;
  return [
    ...section(
      'Mailboxes',
      present.mailboxes,
      mailboxes.map(({ path, purpose }) => [path, purpose]),
    ),
    ...section(
      'Contact groups',
      present.groups,
      groups.map(({ name, purpose }) => [name, purpose]),
    ),
    ...(problems.length === 0 ? [] : ['Left to you']),
    ...problems.flatMap(({ what, fix }) => [`  ✗ ${what}`, `    → ${fix}`]),
  ];
}

/** How many contacts are listed of each category. */
const MAX_LISTED = 20;

/** Who would be put back where; nothing where nobody is. */
export function lapsedLines(lapsed: readonly Lapsed[]): string[] {
  if (lapsed.length === 0) return [];
  return [
    `Contacts: ${lapsed.length} not in the category that the note says`,
    ...[...groupBy(lapsed, ({ category }) => category)].flatMap(([{ name }, theirs]) => [
      ...theirs
        .slice(0, MAX_LISTED)
        .map(({ card }) => `  + ${printable(card.addresses.join(', '))}  back into ${name}`),
      ...(theirs.length > MAX_LISTED ? [`    and ${theirs.length - MAX_LISTED} more into ${name}`] : []),
    ]),
  ];
}

/** How many would be put back where: `12 contacts (Feed 10, Jail 2)`. */
export function lapsedCount(lapsed: readonly Lapsed[]): string {
  const counts = [...groupBy(lapsed, ({ category }) => category)].map(
    ([{ name }, theirs]) => `${name} ${theirs.length}`,
  );
  return `${counted(lapsed.length, 'contact')} (${counts.join(', ')})`;
}

function section(title: string, present: number, missing: readonly (readonly string[])[]): string[] {
  const width = Math.max(0, ...missing.map(([name = '']) => name.length));
  return [
    `${title}: ${present === 1 ? '1 is' : `${present} are`} there, ${missing.length === 0 ? 'none is' : missing.length} missing`,
    ...missing.map(([name = '', purpose = '']) => `  + ${name.padEnd(width)}  ${purpose}`),
  ];
}
