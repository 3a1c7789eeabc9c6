import { type SetupPlan } from './plan-setup.ts';

/** How many things a plan would make: `11 mailboxes and 4 contact groups`. */
export function setupCount({ mailboxes, groups }: SetupPlan): string {
  const count = (number: number, thing: string, things: string): string[] =>
    number === 0 ? [] : [`${number} ${number === 1 ? thing : things}`];
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

function section(title: string, present: number, missing: readonly (readonly string[])[]): string[] {
  const width = Math.max(0, ...missing.map(([name = '']) => name.length));
  return [
    `${title}: ${present === 1 ? '1 is' : `${present} are`} there, ${missing.length === 0 ? 'none is' : missing.length} missing`,
    ...missing.map(([name = '', purpose = '']) => `  + ${name.padEnd(width)}  ${purpose}`),
  ];
}
