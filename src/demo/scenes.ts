import { type AccountSnapshot } from '../sandbox/store/snapshot.ts';
import { fittedTable } from '../terminal/fitted-table.ts';
import { type Style } from '../terminal/style.ts';
import { LABELS } from './story.ts';

/** What the demo shows. Each function turns the account, as it is, into text. */

/** Where each sender's mail is, and the labels that the user puts on it. */
export const labelTable = (now: AccountSnapshot, style: Style): string =>
  senderTable(['Label'], style, (sender) => [
    homesOf(now, sender),
    LABELS.filter((put) => put.sender === sender)
      .map(({ label }) => label)
      .join(', '),
  ]);

/** Where each sender is after that: its mail, its contact's group, and Mailroom's flag on it. */
export const resultTable = (now: AccountSnapshot, style: Style): string =>
  senderTable(['Group', 'Flag'], style, (sender) => {
    const places = mailOf(now, sender).flatMap(({ mailboxes }) => mailboxes);
    const flag = places.find((path) => path.startsWith('@Mailroom')) ?? '';
    return [homesOf(now, sender), groupOf(now, sender), flag];
  });

/** How many messages are in a mailbox. */
export const countIn = (now: AccountSnapshot, path: string): number =>
  now.mails.filter(({ mailboxes }) => mailboxes.includes(path)).length;

/** The group that the sender's contact is in; empty when there is no such contact. */
export function groupOf({ cards, groups }: AccountSnapshot, sender: string): string {
  const card = Object.values(cards).find((text) => text.includes(sender)) ?? '';
  const uid = /^UID:(.*)$/m.exec(card)?.[1]?.trim().toLowerCase();
  return Object.keys(groups).find((name) => uid !== undefined && groups[name]?.includes(uid) === true) ?? '';
}

function senderTable(
  heads: readonly string[],
  style: Style,
  cellsOf: (sender: string) => readonly string[],
): string {
  const senders = [...new Set(LABELS.map(({ sender }) => sender))];
  const rows = senders.map((sender) => [sender, ...cellsOf(sender)]);
  const columns = ['Sender', 'Messages', ...heads].map((head) => ({ head }));
  const [head = '', ...body] = fittedTable(columns, rows, Infinity);
  return [style.bold(head), ...body].map((line) => `  ${line}`).join('\n');
}

const mailOf = ({ mails }: AccountSnapshot, sender: string): AccountSnapshot['mails'] =>
  mails.filter(({ from }) => from === sender);

/** `4 in Screener, 2 in Inbox`. */
function homesOf(now: AccountSnapshot, sender: string): string {
  const homes = mailOf(now, sender).flatMap(({ mailboxes }) =>
    mailboxes.filter((path) => !path.startsWith('@')),
  );
  return [...new Set(homes)]
    .map((path) => `${homes.filter((home) => home === path).length} in ${path}`)
    .join(', ');
}
