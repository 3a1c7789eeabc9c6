import { type AccountSnapshot } from '../sandbox/store/snapshot.ts';
import { LABELS } from './story.ts';
import { type Style } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';

/** What the demo shows. Each function turns the account, as it is, into text. */

const SHOWN = ['Screener', 'Inbox', 'Feed', 'Paper Trail', 'Jail'];

/** The mailboxes, with how many mails of whom. */
export function mailboxTable(now: AccountSnapshot, style: Style): string {
  const rows = SHOWN.map((path) => {
    const senders = now.mails.filter(({ mailboxes }) => mailboxes.includes(path)).map(({ from }) => from);
    const counts = [...new Set(senders)].map((sender) =>
      countOf(nameOf(sender), senders.filter((other) => other === sender).length),
    );
    return [path, String(senders.length), summary(counts)];
  });
  return table([['Mailbox', 'Mails', 'From'], ...rows], style);
}

/** What the user put on which sender. */
export const labelTable = (style: Style): string =>
  table([['Label', 'on one mail of'], ...LABELS.map(({ sender, label }) => [label, sender])], style);

/** Where each labelled sender is now: its mail, its contact's group, and Mailroom's flag on it. */
export function senderTable(now: AccountSnapshot, style: Style): string {
  const senders = [...new Set(LABELS.map(({ sender }) => sender))];
  const rows = senders.map((sender) => {
    const mails = now.mails.filter(({ from }) => from === sender);
    const places = [...new Set(mails.flatMap(({ mailboxes }) => mailboxes))];
    const homes = places.filter((path) => !path.startsWith('@'));
    const flag = places.find((path) => path.startsWith('@Mailroom')) ?? '';
    return [sender, `${mails.length} in ${homes.join(', ')}`, groupOf(now, sender), flag];
  });
  return table([['Sender', 'Mails', 'Group', 'Flag'], ...rows], style);
}

/** The group that the sender's contact is in; empty when there is no such contact. */
export function groupOf({ cards, groups }: AccountSnapshot, sender: string): string {
  const card = Object.values(cards).find((text) => text.includes(sender)) ?? '';
  const uid = /^UID:(.*)$/m.exec(card)?.[1]?.trim().toLowerCase();
  return Object.keys(groups).find((name) => uid !== undefined && groups[name]?.includes(uid) === true) ?? '';
}

const nameOf = (address: string): string => address.slice(address.indexOf('@') + 1).replace(/\.example$/, '');

const countOf = (name: string, count: number): string => (count === 1 ? name : `${name} ${count}`);

/** As many as fit a line. */
function summary(parts: readonly string[]): string {
  const [first, ...others] = parts;
  if (first === undefined) return '';
  const isRoom = (text: string, more: number): boolean => text.length <= (more > 0 ? 40 : 50);
  let text = first;
  for (const [index, part] of others.entries()) {
    const left = others.length - index - 1;
    if (!isRoom(`${text}, ${part}`, left)) return `${text}, and ${others.length - index} more`;
    text = `${text}, ${part}`;
  }
  return text;
}
