import { mailCount, moveText, type SenderPlan } from './sender-plan.ts';

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
