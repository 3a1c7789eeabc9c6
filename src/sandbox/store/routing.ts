import { type Route } from './account.ts';

/**
 * Rules of the form "from a member of group Feed": the first group in the list that the sender is in decides on the
 * mailbox. Everyone else's mail goes to `otherwise`.
 */
export const routeByGroup =
  (rules: readonly { group: string; mailbox: string }[], otherwise: string): Route =>
  ({ groups }) =>
    rules.find(({ group }) => groups.includes(group))?.mailbox ?? otherwise;
