import { counted } from '../counted.ts';
import { mailCount, moveText, type SenderPlan } from './sender-plan.ts';

/** All plans for a person, on a terminal of so many columns: by category and sender, then what each category would get. */
export function planReport(plans: readonly SenderPlan[], columns: number): string[] {
  if (plans.length === 0) return [];
  const place = ({ category, sender }: SenderPlan): string => `${category ?? '\uffff'}\n${sender ?? ''}`;
  const sorted = plans.toSorted((one, other) => (place(one) < place(other) ? -1 : 1));
  return [...sorted.flatMap((plan) => shortLine(plan, columns) ?? planLines(plan)), '', ...totals(sorted)];
}

function totals(plans: readonly SenderPlan[]): string[] {
  const categories = [...new Set(plans.flatMap(({ category }) => category ?? []))];
  return categories.map((category) => {
    const theirs = plans.filter((plan) => plan.category === category);
    const moves = theirs.flatMap((plan) => plan.moves).filter(({ to }) => to.length > 0);
    const mails = moves.reduce((sum, move) => sum + move.mails, 0);
    return `${category}: ${counted(theirs.length, 'sender')}, ${mailCount(mails)}`;
  });
}

/** A plan in one line, if it is a plain one and there is room. */
function shortLine(plan: SenderPlan, columns: number): string | undefined {
  const { sender, category, contact, joins, leaves, moves, stays, notes } = plan;
  if (sender === undefined || category === undefined || moves.length > 1) return undefined;
  if (leaves.length + stays.length + notes.length > 0) return undefined;
  const what = [
    ...(contact === undefined ? [] : [contact === 'created' ? 'new contact' : 'contact updated']),
    ...(joins.length === 0 ? [] : [`joins ${joins.join(', ')}`]),
    ...moves.map(moveText),
  ];
  const line = `${sender} → ${category}: ${what.join('; ')}`;
  return line.length <= columns ? line : undefined;
}

/** A plan for a person, on a terminal. */
export function planLines(plan: SenderPlan): string[] {
  const { sender, category, contact, joins, leaves, moves, stays, notes } = plan;
  const row = (title: string, texts: readonly string[]): string[] =>
    texts.map((text, index) => `  ${(index === 0 ? title : '').padEnd(8)} ${text}`);
  return [
    `${sender ?? 'Mail without a usable From address'}${category === undefined ? '' : ` → ${category}`}`,
    ...row('contact', contact === undefined ? [] : [CONTACT[contact]]),
    ...row('groups', [
      ...joins.map((group) => `joins ${group}`),
      ...leaves.map((group) => `leaves ${group}`),
    ]),
    ...row('mail', moves.map(moveText)),
    ...row(
      'stays',
      stays.map(({ mails, mailbox }) => `${mailCount(mails)} in ${mailbox}`),
    ),
    ...row('note', notes),
  ];
}

const CONTACT = { created: 'would be made', updated: 'would be updated' } as const;
