import { printable } from '../log/printable.ts';
import { type PlacedRule } from './placed-rule.ts';

/** The rules as steps for a person, in the order in which they must be in the list. */
export const textRules = (rules: readonly PlacedRule[]): string =>
  [
    'At Fastmail, open Settings → Mail rules, and make these rules with "New rule", in this order.',
    'Afterwards drag them so that the first is the first and the last is the last.',
    ...rules.map(step),
    '',
  ].join('\n');

const step = ({ name, from, target, inInbox, stop }: PlacedRule, index: number): string => {
  const condition =
    from === 'strangers'
      ? 'the sender is not in your contacts'
      : `the sender is a member of the contact group "${from.group}"${from.only === undefined ? '' : `, and is ${from.only.join(' or ')}`}`;
  const actions = [
    ...(target === undefined ? [] : [`add the label (or move to) "${target.path}"`]),
    inInbox ? 'leave it in the Inbox' : 'archive it (remove it from the Inbox)',
    stop ? 'do not apply other rules' : 'continue to apply other rules',
  ];
  const number = `${index + 1}. `;
  const indent = ' '.repeat(number.length);
  return [
    '',
    number + name,
    `${indent}When  ${condition}`,
    ...actions.map((action, n) => `${indent}${n === 0 ? 'Then' : '    '}  ${action}`),
  ]
    .map(printable)
    .join('\n');
};
