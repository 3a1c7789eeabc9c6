import { counted } from '../counted.ts';
import { type Selected, type Selection } from './sender-rows.ts';

/** What a reader of the table wants to know beside it. */
export function summaryLines(
  { rows }: Pick<Selected, 'rows'>,
  { of }: Pick<Selection, 'of'>,
  {
    shown,
    total,
    rowsAre,
  }: { readonly shown: number; readonly total: number; readonly rowsAre: 'sender' | 'domain' },
): string[] {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const screener = sum(rows.map((row) => row.screener));
  const inbox = sum(rows.map((row) => row.inbox));
  const first = shown === 1 ? 'This is the first' : `These are the first ${shown}`;
  const cut = shown < total ? [`${first} of ${counted(total, rowsAre)}.`] : [];
  if (rows.length === 0) return [typeof of === 'object' ? `Nobody is in ${of.category}.` : 'Nobody waits.'];
  const waiting = rows.filter((row) => row.screener + row.inbox > 0).length;
  const verb = waiting + screener + inbox === 2 ? 'waits' : 'wait';
  return [
    ...cut,
    `${counted(screener + inbox, 'message')} of ${counted(waiting, 'sender')} ${verb}: ${screener} in Screener, ${inbox} in the Inbox.`,
  ];
}

/** What is not in the list, though it might have been. */
export function leftOutLines(undated: number, senderless: number): string[] {
  return [
    ...(undated === 0
      ? []
      : [
          `${counted(undated, 'sender')} left out: the contact does not say since when it is in its category.`,
        ]),
    ...(senderless === 0
      ? []
      : [`${counted(senderless, 'message')} left out: no sender can be told from the From.`]),
  ];
}
